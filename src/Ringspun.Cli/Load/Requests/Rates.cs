using System.Globalization;

namespace Ringspun.Cli.Load.Requests;

/// <summary>Requests per second: <c>500</c>, <c>0.5</c>, <c>20k</c>, <c>1.5M</c>.</summary>
internal static class Rates
{
    internal const double Highest = 100e6;

    public static bool TryRead(string text, out double value, out string expected)
    {
        expected = "requests per second, above 0 and at most 100M, such as 500, 0.5 or 20k";
        double scale = text.Length == 0 ? 1 : text[^1] switch
        {
            'k' or 'K' => 1e3,
            'M' => 1e6,
            _ => 1,
        };
        ReadOnlySpan<char> digits = scale == 1 ? text : text.AsSpan(0, text.Length - 1);
        bool understood = double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
        value *= scale;
        return understood && value is > 0 and <= Highest;
    }
}
