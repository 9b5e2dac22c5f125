namespace Ringspun.Bench.Measuring;

/// <summary>The CPU time of this process: what others do on the machine meets it less than the wall's clock.</summary>
internal readonly struct CpuClock
{
    private readonly TimeSpan _start;

    private CpuClock(TimeSpan start) => _start = start;

    /// <summary>The CPU time since the start, all threads together.</summary>
    public TimeSpan Elapsed => Environment.CpuUsage.TotalTime - _start;

    public static CpuClock Start() => new(Environment.CpuUsage.TotalTime);
}
