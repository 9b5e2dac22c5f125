namespace Ringspun.Bench.Figures;

/// <summary>An axis of a chart. It is as long as the values ask for, up to the next round number.</summary>
/// <param name="Label">What is shown, with its unit.</param>
/// <param name="Scale">How values are laid out.</param>
/// <param name="FromZero">Whether a linear axis shows zero even where the values are far from it, so that heights compare like the values.</param>
internal sealed record Axis(string Label, AxisScale Scale = AxisScale.Linear, bool FromZero = true);
