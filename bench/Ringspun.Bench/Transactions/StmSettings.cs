namespace Ringspun.Bench.Transactions;

/// <summary>What <c>bench/run stm</c> measures.</summary>
internal sealed record StmSettings(int Accounts, int Fibers, int Seconds, int Rounds);
