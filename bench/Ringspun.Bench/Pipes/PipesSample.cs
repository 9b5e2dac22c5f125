namespace Ringspun.Bench.Pipes;

/// <summary>One measurement.</summary>
/// <param name="Bytes">Bytes of messages that have been received.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="CpuSeconds">The CPU time of all threads, user and system.</param>
/// <param name="Idle">How many waited beside.</param>
internal sealed record PipesSample(double Bytes, double Seconds, double CpuSeconds, int Idle)
{
    public double MegabytesPerSecond => Bytes / Seconds / 1e6;

    public double CpuSecondsPerGigabyte => CpuSeconds / Bytes * 1e9;
}
