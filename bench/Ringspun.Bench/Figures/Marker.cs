namespace Ringspun.Bench.Figures;

/// <summary>What stands at a point; each series has a shape, so that colour alone tells nothing.</summary>
internal static class Marker
{
    private const double Radius = 4;

    /// <summary>A path around a point.</summary>
    public static string Path(int series, double x, double y)
    {
        string at = $"M{SvgWriter.Number(x)} {SvgWriter.Number(y)}";
        return at + (series % 4) switch
        {
            0 => $"m-{Radius} 0a{Radius} {Radius} 0 1 0 8 0a{Radius} {Radius} 0 1 0 -8 0z",
            1 => "m-3.6 -3.6h7.2v7.2h-7.2z",
            2 => "m0 -4.8l4.8 8.4h-9.6z",
            _ => "m0 -5.2l5.2 5.2l-5.2 5.2l-5.2 -5.2z",
        };
    }
}
