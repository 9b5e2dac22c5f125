namespace Ringspun.Bench.Disk;

/// <summary>How long reads took, in microseconds.</summary>
internal sealed record DiskLatency(double P50, double P99);
