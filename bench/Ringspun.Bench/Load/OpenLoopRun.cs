namespace Ringspun.Bench.Load;

/// <summary>One run of ours in the open loop.</summary>
/// <param name="Target">Requests per second that were asked for.</param>
/// <param name="Achieved">Answers per second.</param>
/// <param name="LagMicrosecondsP99">The 99th percentile of the schedule's lag.</param>
/// <param name="LatencyMicrosecondsP50">The median of the latency from the due time.</param>
/// <param name="LatencyMicrosecondsP99">The 99th percentile of the latency.</param>
/// <param name="LatencyMicrosecondsP999">The 99.9th percentile of the latency.</param>
/// <param name="LatencyMicrosecondsMax">The greatest latency.</param>
internal sealed record OpenLoopRun(
    double Target,
    double Achieved,
    double LagMicrosecondsP99,
    double LatencyMicrosecondsP50,
    double LatencyMicrosecondsP99,
    double LatencyMicrosecondsP999,
    double LatencyMicrosecondsMax);
