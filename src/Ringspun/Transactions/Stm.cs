namespace Ringspun;

/// <summary>
/// Software transactional memory: fibers of all loops change shared variables (<see cref="TVar{T}"/>) together, as if one after
/// the other, without locks and without knowing of each other.
/// </summary>
/// <remarks>
/// <para>
/// A body is plain, synchronous code that gets a <see cref="Transaction"/>. It may run several times, of which only the last one counts, so it
/// should do nothing but compute and read and write variables: no I/O, no waiting for other threads, no starting of fibers, no changing of
/// other objects. What is to happen once happens after the <c>await</c>, with what the body has returned. Every run sees the variables as
/// they were at one moment, never a mixture; so a body may rely on what holds between them.
/// </para>
/// <para>
/// What a body throws comes out of the <c>await</c>, and nothing is committed. A transaction that collides with others runs again, after a
/// short random pause, and after some collisions alone, while other commits wait: each one that ends by itself gets its turn.
/// </para>
/// <para>
/// Inside a body, <c>Atomically</c> is a part of the transaction under way: it has happened when it returns, waits with it, and commits
/// with it. Its result is there at once, by <c>GetAwaiter().GetResult()</c>, and its exceptions are thrown at once (then its own
/// writes are dropped). Mostly it is simpler to write a method that takes the <see cref="Transaction"/>.
/// </para>
/// </remarks>
public static partial class Stm
{
    /// <summary>What transactions of this process had to do beyond running once.</summary>
    public static StmStatistics Statistics => StmCounters.Read();

    /// <summary>Runs a body as one transaction.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="body">The body; a static lambda allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Gives up waiting in <see cref="Transaction.Retry()"/>; also looked at before each run of the body.</param>
    /// <returns>A call, to be awaited; it suspends only where the body retries.</returns>
    public static Fiber<TResult> Atomically<TState, TResult>(
        Func<Transaction, TState, TResult> body, TState state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Run<FuncBody<TState, TResult>, TResult>(new(body, state), cancel);
    }

    /// <summary>Runs a body as one transaction.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <param name="body">The body; a static lambda allocates nothing.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">Gives up waiting in <see cref="Transaction.Retry()"/>; also looked at before each run of the body.</param>
    /// <returns>A call, to be awaited; it suspends only where the body retries.</returns>
    public static Fiber Atomically<TState>(Action<Transaction, TState> body, TState state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new Fiber(Run<ActionBody<TState>, ValueTuple>(new(body, state), cancel).State);
    }

    /// <summary>Runs a body as one transaction.</summary>
    /// <typeparam name="TResult">What it returns.</typeparam>
    /// <param name="body">The body.</param>
    /// <param name="cancel">Gives up waiting in <see cref="Transaction.Retry()"/>; also looked at before each run of the body.</param>
    /// <returns>A call, to be awaited; it suspends only where the body retries.</returns>
    public static Fiber<TResult> Atomically<TResult>(Func<Transaction, TResult> body, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Atomically(static (transaction, body) => body(transaction), body, cancel);
    }

    /// <summary>Runs a body as one transaction.</summary>
    /// <param name="body">The body.</param>
    /// <param name="cancel">Gives up waiting in <see cref="Transaction.Retry()"/>; also looked at before each run of the body.</param>
    /// <returns>A call, to be awaited; it suspends only where the body retries.</returns>
    public static Fiber Atomically(Action<Transaction> body, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        return Atomically(static (transaction, body) => body(transaction), body, cancel);
    }

    private static Fiber<TResult> Run<TBody, TResult>(TBody body, CancellationToken cancel)
        where TBody : struct, ITransactionBody<TResult>
    {
        TransactionThread thread = TransactionThread.Current;
        if (thread.Running is { } outer)
        {
            return new Fiber<TResult>(null, outer.Nest<TBody, TResult>(body));
        }

        TransactionLog log = thread.Rent();
        TResult? result;
        try
        {
            if (!log.TryRun(thread, body, cancel, out result))
            {
                return RunAfterChange<TBody, TResult>(log, body, cancel);
            }
        }
        catch (Exception exception)
        {
            log.Release(thread);
            return new Fiber<TResult>(new FiberFailure(exception), default);
        }

        log.Release(thread);
        return new Fiber<TResult>(null, result);
    }

    private static async Fiber<TResult> RunAfterChange<TBody, TResult>(TransactionLog log, TBody body, CancellationToken cancel)
        where TBody : struct, ITransactionBody<TResult>
    {
        try
        {
            TResult? result;
            do
            {
                await log.AwaitChange(cancel);
            }
            while (!log.TryRun(TransactionThread.Current, body, cancel, out result));

            return result!;
        }
        finally
        {
            log.Release(TransactionThread.Current);
        }
    }
}
