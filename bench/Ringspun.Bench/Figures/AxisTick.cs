namespace Ringspun.Bench.Figures;

/// <summary>A round number on an axis.</summary>
/// <param name="Value">The number.</param>
/// <param name="Label">The number as it is written.</param>
internal readonly record struct AxisTick(double Value, string Label);
