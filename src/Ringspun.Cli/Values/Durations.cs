using System.Globalization;

namespace Ringspun.Cli.Values;

/// <summary>Lengths of time as a person writes them: <c>500ms</c>, <c>10s</c>, <c>1.5m</c>, <c>2h</c>.</summary>
internal static class Durations
{
    private static readonly (string Suffix, double Seconds)[] Units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    public static bool TryRead(string text, out TimeSpan value, out string expected)
    {
        expected = "a duration of at most 24h, such as 500ms, 10s or 1m";
        value = default;
        foreach ((string suffix, double seconds) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - suffix.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                && count * seconds <= Longest.TotalSeconds)
            {
                value = TimeSpan.FromSeconds(count * seconds);
                return true;
            }
        }

        return text == "0";
    }

    /// <summary>A time that a timeout may have: 0 would let nothing happen at all.</summary>
    public static bool TryReadPositive(string text, out TimeSpan value, out string expected)
    {
        bool understood = TryRead(text, out value, out _);
        expected = "a duration above 0 and of at most 24h, such as 500ms, 10s or 1m";
        return understood && value > TimeSpan.Zero;
    }
}
