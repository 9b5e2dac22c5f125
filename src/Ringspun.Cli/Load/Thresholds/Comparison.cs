namespace Ringspun.Cli.Load.Thresholds;

/// <summary>How a figure is held against a limit.</summary>
internal enum Comparison
{
    Above,
    AtLeast,
    Below,
    AtMost,
}
