namespace Ringspun.Tests.Transactions;

/// <summary>What a step of a random transaction does. All but the first always write.</summary>
internal enum TransactionStepKind
{
    Read,
    Write,
    Add,
    Swap,

    /// <summary>Doubles the target, but retries if the source is odd; then it adds one instead.</summary>
    DoubleOrElseIncrement,

    /// <summary>Writes the number in a nested transaction that throws if the source is odd; then it adds one instead.</summary>
    WriteOrThrow,
}
