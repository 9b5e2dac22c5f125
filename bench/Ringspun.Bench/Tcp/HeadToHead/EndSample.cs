namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>One measurement.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="EndCpu">CPU time of the end under test, for a unit of the work.</param>
/// <param name="PeerCpu">CPU time of the kernel's end (or the load generator), for the same.</param>
/// <param name="SoftIrq">CPU time of the machine's soft interrupts, for the same.</param>
internal readonly record struct EndSample(double Value, double EndCpu = 0, double PeerCpu = 0, double SoftIrq = 0);
