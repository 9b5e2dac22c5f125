namespace Ringspun.Bench.Transactions;

/// <summary>One measurement of a bank.</summary>
internal sealed record StmSample(double TransfersPerSecond, double CpuNanosecondsPerTransfer, double ConflictsPerThousand, long SerialRuns);
