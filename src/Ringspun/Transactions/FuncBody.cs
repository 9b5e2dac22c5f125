namespace Ringspun;

/// <summary>A body that returns a value.</summary>
internal readonly struct FuncBody<TState, TResult>(Func<Transaction, TState, TResult> body, TState state) : ITransactionBody<TResult>
{
    public TResult Run(Transaction transaction) => body(transaction, state);
}
