namespace Ringspun;

/// <summary>The sizes of an <see cref="EpollAioDriver"/>.</summary>
public sealed record EpollAioOptions
{
    /// <summary>Readiness events taken in one turn; the rest comes in the next, so that files are not kept waiting by sockets.</summary>
    public int EventsPerTurn { get; init; } = 128;

    /// <summary>
    /// File requests handed to the kernel in one turn; fewer where they ask for more than 2 MiB together. Each costs microseconds, and may wait for
    /// metadata: the rest follows in the next turns.
    /// </summary>
    public int AioSubmissionsPerTurn { get; init; } = 32;

    /// <summary>File completions taken in one turn.</summary>
    public int AioCompletionsPerTurn { get; init; } = 128;

    /// <summary>
    /// File requests under way in the kernel at most; they count against the machine's fs.aio-max-nr from the first direct file on. More wait
    /// in the driver. Where the machine has no room for so many, the driver makes do with 128, and says so.
    /// </summary>
    public int AioRequests { get; init; } = 1024;

    /// <summary>Blocking file calls under way on <see cref="BlockingPool.Shared"/> at most; more wait in the driver.</summary>
    public int BlockingCalls { get; init; } = 16;

    /// <summary>
    /// How long system calls may be made in one turn before the rest waits for the next, so that no connection holds the loop, however fast its
    /// peer is.
    /// </summary>
    public TimeSpan TurnBudget { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How long accepting pauses at most when descriptors or memory are short.</summary>
    public TimeSpan AcceptPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Requests that the driver itself lets out at once, where that is to differ from what the context was made for.</summary>
    internal int? AioRequestsAtOnce { get; init; }
}
