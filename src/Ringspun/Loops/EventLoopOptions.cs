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
    /// <see cref="Timeout.InfiniteTimeSpan"/>): for ever, as a program wants it whose fibers wait for plain threads. A simulated driver has a patience
    /// of its own.
    /// </summary>
    public TimeSpan DeadlockPatience { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// Makes the loop's run queue, on the loop's thread: the policy that decides which ready fiber runs next. null: first in, first out,
    /// without the price of a call.
    /// </summary>
    public Func<IRunQueue>? RunQueue { get; init; }

    internal static EventLoopOptions Default { get; } = new();
}
