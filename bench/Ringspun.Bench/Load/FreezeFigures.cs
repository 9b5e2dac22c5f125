namespace Ringspun.Bench.Load;

/// <summary>A run in the open loop in which the server stood still once; rounded for the report.</summary>
/// <param name="FrozenMilliseconds">How long it stood still.</param>
/// <param name="P999Milliseconds">The 99.9th percentile of the latency that was reported.</param>
/// <param name="MaxMilliseconds">The greatest latency that was reported.</param>
internal sealed record FreezeFigures(double FrozenMilliseconds, double P999Milliseconds, double MaxMilliseconds);
