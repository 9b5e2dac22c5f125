using System.Globalization;

namespace Ringspun.Cli.Values;

/// <summary>Amounts of memory: bytes, or with K, M, G in powers of 1024.</summary>
internal static class Sizes
{
    public static bool TryRead(string text, out long value, out string expected)
    {
        expected = "a size such as 0, 4096, 64K, 256M or 2G";
        int shift = text.Length == 0 ? 0 : text[^1] switch
        {
            'K' or 'k' => 10,
            'M' or 'm' => 20,
            'G' or 'g' => 30,
            _ => 0,
        };
        ReadOnlySpan<char> digits = shift == 0 ? text : text.AsSpan(0, text.Length - 1);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value) || value > long.MaxValue >> shift)
        {
            value = 0;
            return false;
        }

        value <<= shift;
        return true;
    }

    /// <summary>Sizes within bounds, which are written as one would type them.</summary>
    public static ValueReader<int> Between(string least, string most)
    {
        _ = TryRead(least, out long lower, out _);
        _ = TryRead(most, out long upper, out _);
        return (string text, out int value, out string expected) =>
        {
            bool understood = TryRead(text, out long size, out _) && size >= lower && size <= upper;
            expected = $"a size from {least} to {most}";
            value = understood ? (int)size : 0;
            return understood;
        };
    }
}
