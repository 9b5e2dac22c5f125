using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// The transaction that a body runs in: its way to read and write variables, and to wait. A value that cannot leave the body: it is on
/// the stack only, so the compiler refuses to keep it in an object, a lambda or an async method.
/// </summary>
public readonly ref struct Transaction
{
    private readonly TransactionLog? _log;

    internal Transaction(TransactionLog log) => _log = log;

    private TransactionLog Log
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _log ?? ThrowNoTransaction();
    }

    /// <summary>Reads a variable: the value that this transaction has written, or else the one in the transaction's view.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="variable">The variable.</param>
    /// <returns>The value. All that a body reads is from one moment, even if it will have to run again.</returns>
    public T Read<T>(TVar<T> variable)
    {
        ArgumentNullException.ThrowIfNull(variable);
        return variable.Read(Log);
    }

    /// <summary>Writes a variable. Nobody else sees the value before the commit.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="variable">The variable.</param>
    /// <param name="value">The value.</param>
    /// <exception cref="InvalidOperationException">The body is the check of an invariant, which only reads.</exception>
    public void Write<T>(TVar<T> variable, T value)
    {
        ArgumentNullException.ThrowIfNull(variable);
        variable.Write(Log, value);
    }

    /// <summary>Leaves the body without any effect; it runs again when one of the variables that it has read has changed. Until then the fiber sleeps.</summary>
    /// <remarks>Inside the first alternative of <see cref="OrElse{TState, TResult}"/> the second one is tried instead.</remarks>
    /// <exception cref="InvalidOperationException">
    /// The body is the check of an invariant. (If the transaction has read nothing, so that nothing could wake it, <c>Atomically</c> throws it.)
    /// </exception>
    [DoesNotReturn]
    public void Retry() => Log.Retry();

    /// <summary>The same in the place of a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <returns>Nothing.</returns>
    [DoesNotReturn]
    public T Retry<T>()
    {
        Log.Retry();
        return default;
    }

    /// <summary>Waits until a condition over the variables holds: <see cref="Retry()"/> while it does not.</summary>
    /// <param name="condition">What the body needs in order to go on.</param>
    public void Require([DoesNotReturnIf(false)] bool condition)
    {
        if (!condition)
        {
            Log.Retry();
        }
    }

    /// <summary>
    /// Runs <paramref name="first"/>; if that retries, what it has written is dropped and <paramref name="second"/> runs instead. If that
    /// retries too, the whole transaction does, and a change of anything that either has read wakes it.
    /// </summary>
    /// <typeparam name="TState">The type of what the alternatives get.</typeparam>
    /// <typeparam name="TResult">What they return.</typeparam>
    /// <param name="first">The alternative that is preferred.</param>
    /// <param name="second">The other one.</param>
    /// <param name="state">What they get; with it the lambdas can be static.</param>
    /// <returns>What the alternative that was taken has returned.</returns>
    /// <remarks>An exception in an alternative drops what that has written, and goes on to the caller.</remarks>
    public TResult OrElse<TState, TResult>(
        Func<Transaction, TState, TResult> first, Func<Transaction, TState, TResult> second, TState state)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        TransactionLog log = Log;
        return log.TryNest(new FuncBody<TState, TResult>(first, state), out TResult? result)
            ? result!
            : log.Nest<FuncBody<TState, TResult>, TResult>(new(second, state));
    }

    /// <summary>The same with alternatives that return nothing.</summary>
    /// <typeparam name="TState">The type of what the alternatives get.</typeparam>
    /// <param name="first">The alternative that is preferred.</param>
    /// <param name="second">The other one.</param>
    /// <param name="state">What they get.</param>
    public void OrElse<TState>(Action<Transaction, TState> first, Action<Transaction, TState> second, TState state)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        TransactionLog log = Log;
        if (!log.TryNest(new ActionBody<TState>(first, state), out ValueTuple _))
        {
            log.Nest<ActionBody<TState>, ValueTuple>(new(second, state));
        }
    }

    internal void Adopt(Invariant invariant) => Log.Adopt(invariant);

    private static TransactionLog ThrowNoTransaction() =>
        throw new InvalidOperationException("This is no transaction: a body gets one from Stm.Atomically.");
}
