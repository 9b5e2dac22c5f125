using System.Globalization;

namespace Ringspun.Bench.Figures;

/// <summary>Numbers as an axis writes them: short, and all in one unit.</summary>
internal static class NumberText
{
    private static readonly (double Unit, string Suffix)[] Units = [(1e12, "T"), (1e9, "G"), (1e6, "M")];

    /// <param name="value">The number.</param>
    /// <param name="step">What the decimals must tell apart.</param>
    /// <param name="largest">The largest number beside it: it chooses the unit.</param>
    public static string Of(double value, double step, double largest)
    {
        (double unit, string suffix) = Units.FirstOrDefault(known => largest >= known.Unit);
        if (unit == 0 || value == 0)
        {
            unit = 1;
            suffix = "";
        }

        if (value != 0 && largest < 1e-4)
        {
            return value.ToString("0.##e0", CultureInfo.InvariantCulture);
        }

        return (value / unit).ToString("#,0." + new string('#', Decimals(step / unit)), CultureInfo.InvariantCulture) + suffix;
    }

    // A step of 0.25 needs one decimal more than its magnitude says.
    private static int Decimals(double step) => Math.Clamp(1 - (int)Math.Floor(Math.Log10(step)), 0, 6);
}
