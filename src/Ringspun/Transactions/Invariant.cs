namespace Ringspun;

/// <summary>A condition over transactional variables that every commit keeps; made by <see cref="Stm.Always{TState}(Func{Transaction, TState, bool}, TState, string)"/>.</summary>
public sealed class Invariant : IDisposable
{
    private readonly ITransactionBody<bool> _check;
    private volatile bool _isDisposed;

    internal Invariant(ITransactionBody<bool> check, string name)
    {
        _check = check;
        Name = name;
    }

    /// <summary>What it says, for messages.</summary>
    public string Name { get; }

    internal bool IsDisposed => _isDisposed;

    /// <summary>Gives the condition up: commits check it no longer. A commit under way may still. Any thread.</summary>
    public void Dispose() => _isDisposed = true;

    internal bool Holds(Transaction transaction) => _check.Run(transaction);
}
