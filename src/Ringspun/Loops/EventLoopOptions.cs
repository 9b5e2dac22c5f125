namespace Ringspun;

/// <summary>What an <see cref="EventLoop"/> is beside its driver.</summary>
public sealed record EventLoopOptions
{
    /// <summary>The loop's name in dumps, reports and metrics; null: its number in the process.</summary>
    public string? Name { get; init; }

    /// <summary>
    /// Whether every fiber of the loop is known to it, so that it can be listed: each gets a <see cref="FiberInfo"/>, about 200 bytes, and
    /// each suspension notes what it waits for.
    /// </summary>
    public bool TrackFibers { get; init; }

    /// <summary>
    /// Makes the loop's run queue, on the loop's thread: the policy that decides which ready fiber runs next. null: first in, first out,
    /// without the price of a call.
    /// </summary>
    public Func<IRunQueue>? RunQueue { get; init; }

    internal static EventLoopOptions Default { get; } = new();
}
