namespace Ringspun;

/// <summary>What an <see cref="EventLoop"/> is beside its driver.</summary>
public sealed record EventLoopOptions
{
    /// <summary>The loop's name in dumps, reports and metrics; null: its number in the process.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Whether every fiber of the loop is known to it, so that it can be listed: each gets a <see cref="FiberInfo"/>, which makes a
    /// suspended fiber about 300 bytes instead of 56, and each suspension notes what it waits for.
    /// </summary>
    public bool TrackFibers { get; init; }

    /// <summary>
    /// How long <see cref="EventLoop.RunUntil{TState}"/> waits for other threads to make a fiber ready when nothing else can (no operation is under
    /// way, no timer armed, no other loop alive), before it throws a <see cref="DeadlockException"/>. Negative (the default,
    /// <see cref="Timeout.InfiniteTimeSpan"/>): for ever, for a loop cannot know what plain threads, which may hold a
    /// <see cref="FiberEvent"/> or a handle, are about to do; see <see cref="DeadlockWarning"/>. A fiber that waits for a peer of the network, a
    /// descriptor, a signal, a task or the blocking pool has an operation under way: that is no deadlock, however long it takes. A simulated driver
    /// has a patience of its own.
    /// </summary>
    public TimeSpan DeadlockPatience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// After how long in the state that <see cref="DeadlockPatience"/> describes it is reported, once, that nothing the loop knows of can wake
    /// it: with the dump, to <see cref="EventLoop.UnjoinedFailure"/> as a <see cref="DeadlockException"/> (without a handler, to standard error), and as an
    /// event. The loop goes on waiting. Ten seconds by default; negative: never. Of no account where <see cref="DeadlockPatience"/> is finite.
    /// </summary>
    public TimeSpan DeadlockWarning { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Makes the loop's run queue, on the loop's thread: the policy that decides which ready fiber runs next. null: first in, first out,
    /// without the price of a call.
    /// </summary>
    public Func<IRunQueue>? RunQueue { get; init; }

    internal static EventLoopOptions Default { get; } = new();
}
