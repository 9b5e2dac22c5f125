namespace Ringspun;

/// <summary>A body that returns nothing.</summary>
internal readonly struct ActionBody<TState>(Action<Transaction, TState> body, TState state) : ITransactionBody<ValueTuple>
{
    public ValueTuple Run(Transaction transaction)
    {
        body(transaction, state);
        return default;
    }
}
