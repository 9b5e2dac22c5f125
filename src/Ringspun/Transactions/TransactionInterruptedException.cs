namespace Ringspun;

/// <summary>
/// Carries control out of a transaction's body. A body that catches it changes nothing: the log remembers the interruption.
/// </summary>
internal sealed class TransactionInterruptedException() : Exception("The transaction's body is left to run again; do not catch this.");
