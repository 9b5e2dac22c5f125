using System.Globalization;

namespace Ringspun.Cli.Values;

/// <summary>Whole numbers within bounds.</summary>
internal static class Counts
{
    public static ValueReader<int> Between(int least, int most) =>
        (string text, out int value, out string expected) =>
        {
            expected = $"a whole number from {least} to {most}";
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
        };
}
