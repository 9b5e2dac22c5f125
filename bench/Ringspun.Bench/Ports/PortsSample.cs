namespace Ringspun.Bench.Ports;

/// <summary>One measurement: nanoseconds of CPU time for an event.</summary>
/// <param name="Signal">Making the descriptor ready; with what the kernel does then for whoever watches it.</param>
/// <param name="Dequeue">Getting the event.</param>
/// <param name="Reset">Reading the descriptor.</param>
internal readonly record struct PortsSample(double Signal, double Dequeue, double Reset)
{
    public double Whole => Signal + Dequeue + Reset;
}
