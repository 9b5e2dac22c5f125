namespace Ringspun.Tests.Transactions;

/// <summary>One transaction that has committed.</summary>
internal sealed record TransactionRecord(long Time, TransactionStep[] Steps, long Result)
{
    public bool HasWritten => Steps.Any(static step => step.Kind != TransactionStepKind.Read);
}
