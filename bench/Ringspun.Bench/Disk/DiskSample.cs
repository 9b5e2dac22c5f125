namespace Ringspun.Bench.Disk;

/// <summary>One measurement.</summary>
/// <param name="Iops">Reads a second.</param>
/// <param name="MedianMicroseconds">From the request to the answer, for half of the reads.</param>
/// <param name="WorstMicroseconds">The same for 99 of a hundred.</param>
/// <param name="CpuMicrosecondsPerRead">The CPU time of all threads, user and system, for one read.</param>
internal sealed record DiskSample(double Iops, double MedianMicroseconds, double WorstMicroseconds, double CpuMicrosecondsPerRead);
