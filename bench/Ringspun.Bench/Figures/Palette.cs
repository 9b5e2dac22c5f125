namespace Ringspun.Bench.Figures;

/// <summary>
/// A figure has a background of its own, so that it is readable wherever it is shown; where the viewer asks for dark pages, it is dark.
/// </summary>
internal static class Palette
{
    public static Theme Light { get; } = new(
        "#ffffff", "#1f2933", "#5a6672", "#dfe4e8", "#89949f",
        ["#1f6fb4", "#c8501e", "#157f52", "#8a4fb0", "#8f6400", "#0d7f89", "#c2407f", "#5b6670"]);

    public static Theme Dark { get; } = new(
        "#12181f", "#e6e9ec", "#a3adb8", "#2c353f", "#75808b",
        ["#6cb6ff", "#ff9a62", "#5fd3a0", "#cf9bf0", "#e8be4d", "#55d3dd", "#ff8fc0", "#b3bec9"]);

    /// <summary>How many series have a colour of their own.</summary>
    public static int Count => Light.Series.Count;

    public static string StyleSheet { get; } =
        "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,'DejaVu Sans',sans-serif}"
        + Light.Rules() + "@media (prefers-color-scheme:dark){" + Dark.Rules() + "}";
}
