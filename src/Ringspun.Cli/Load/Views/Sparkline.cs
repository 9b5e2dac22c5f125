namespace Ringspun.Cli.Load.Views;

/// <summary>A curve of one line, of eighths of a character's height.</summary>
internal static class Sparkline
{
    private const string Heights = "▁▂▃▄▅▆▇█";

    /// <summary>The latest values, one character each, from 0 at the bottom to the greatest of those shown.</summary>
    /// <param name="values">Values that are not negative.</param>
    /// <param name="width">The most characters.</param>
    public static string Of(IEnumerable<double> values, int width)
    {
        double[] shown = [.. values.TakeLast(width)];
        double top = shown.DefaultIfEmpty().Max();
        return string.Create(shown.Length, (shown, top), static (line, state) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                double share = state.top > 0 ? state.shown[i] / state.top : 0;
                line[i] = Heights[Math.Clamp((int)Math.Ceiling(share * Heights.Length) - 1, 0, Heights.Length - 1)];
            }
        });
    }
}
