using System.Runtime.CompilerServices;

namespace Ringspun;

/// <content>Invariants.</content>
public static partial class Stm
{
    /// <summary>
    /// Adds an invariant: from now on, every transaction that would break it throws an <see cref="InvariantViolationException"/> and commits nothing.
    /// </summary>
    /// <typeparam name="TState">The type of what the check gets.</typeparam>
    /// <param name="check">
    /// Whether the condition holds. It runs at the commit of each transaction that has written something that the check has read the last
    /// times. It must depend on variables only, and cannot write or retry. If it throws, that counts as false.
    /// </param>
    /// <param name="state">What the check gets.</param>
    /// <param name="name">The condition's name, for messages; without it, the check's text.</param>
    /// <returns>The invariant, once it holds: dispose of it to give it up. In a transaction, it is added when that commits.</returns>
    /// <exception cref="InvariantViolationException">The condition does not hold now.</exception>
    public static Fiber<Invariant> Always<TState>(
        Func<Transaction, TState, bool> check, TState state, [CallerArgumentExpression(nameof(check))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(check);
        return Atomically(
            static (transaction, invariant) =>
            {
                transaction.Adopt(invariant);
                return invariant;
            },
            new Invariant(new FuncBody<TState, bool>(check, state), name));
    }

    /// <summary>Attaches an invariant to one variable: <see cref="Always{TState}(Func{Transaction, TState, bool}, TState, string)"/> for its value.</summary>
    /// <typeparam name="T">The variable's type.</typeparam>
    /// <param name="variable">The variable.</param>
    /// <param name="check">Whether a value is good.</param>
    /// <param name="name">The condition's name, for messages; without it, the check's text.</param>
    /// <returns>The invariant, once it holds.</returns>
    /// <exception cref="InvariantViolationException">The condition does not hold now.</exception>
    public static Fiber<Invariant> Always<T>(
        TVar<T> variable, Func<T, bool> check, [CallerArgumentExpression(nameof(check))] string name = "")
    {
        ArgumentNullException.ThrowIfNull(variable);
        ArgumentNullException.ThrowIfNull(check);
        return Always(static (transaction, it) => it.check(transaction.Read(it.variable)), (variable, check), name);
    }
}
