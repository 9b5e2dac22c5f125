using System.Globalization;

namespace Ringspun.Cli.Load.Results;

/// <summary>Figures as people read them: three significant digits or so, and a unit.</summary>
internal static class Figures
{
    private static readonly (double Nanoseconds, string Unit)[] Times =
        [(1, "ns"), (1e3, "µs"), (1e6, "ms"), (1e9, "s"), (60e9, "min"), (3600e9, "h")];

    private static readonly string[] Sizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

    /// <summary>A time in nanoseconds: <c>512 µs</c>, <c>1.23 ms</c>.</summary>
    public static string Time(double nanoseconds)
    {
        // What would be rounded to a whole next unit is shown in that.
        int unit = 0;
        while (unit < Times.Length - 1 && nanoseconds >= Times[unit + 1].Nanoseconds * 0.9995)
        {
            unit++;
        }

        return $"{Three(nanoseconds / Times[unit].Nanoseconds)} {Times[unit].Unit}";
    }

    /// <summary>Bytes in powers of 1024: <c>1.23 MiB</c>.</summary>
    public static string Size(double bytes)
    {
        int unit = 0;
        while (unit < Sizes.Length - 1 && bytes >= 1023.5)
        {
            bytes /= 1024;
            unit++;
        }

        return $"{(unit == 0 ? Count(bytes) : Three(bytes))} {Sizes[unit]}";
    }

    /// <summary>A number with groups of three digits; small ones with their fractions.</summary>
    public static string Count(double number) =>
        number >= 100 || number == Math.Floor(number) ? number.ToString("#,0", CultureInfo.InvariantCulture) : Three(number);

    /// <summary>A share, from 0 to 1, in percent; what there is of errors is never rounded to nothing.</summary>
    public static string Percent(double share) => share is > 0 and < 0.00001 ? "under 0.001 %" : share.ToString("0.###%", CultureInfo.InvariantCulture).Replace("%", " %", StringComparison.Ordinal);

    private static string Three(double number) =>
        number.ToString(number switch { >= 99.95 => "0", >= 9.995 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture);
}
