namespace Ringspun;

/// <summary>What a fiber is to be beside its body. The default, a plain fiber, costs no memory beyond its frame.</summary>
/// <remarks>A fiber with any of these set has a <see cref="FiberInfo"/>, which all of its frames refer to.</remarks>
public readonly record struct FiberOptions
{
    /// <summary>The fiber's name in dumps, reports and metrics; null for none.</summary>
    public string? Name { get; init; }

    /// <summary>How urgent the fiber is to a run queue that heeds priorities: the greater runs first. 0 is the usual one.</summary>
    public int Priority { get; init; }

    /// <summary>
    /// By when the fiber ought to be done, in nanoseconds of its loop's clock (<see cref="EventLoop.Now"/>), for a run queue that heeds
    /// deadlines. It orders fibers and cancels none. null for none.
    /// </summary>
    public long? Deadline { get; init; }

    /// <summary>
    /// Whether the fiber has a token of its own (<see cref="Fiber.CancellationToken"/>) even though nothing else is set here, so that
    /// <see cref="FiberHandle.Cancel"/> reaches it.
    /// </summary>
    public bool IsCancellable { get; init; }

    /// <summary>Cancels the fiber's own token too.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Whether the fiber needs no <see cref="FiberInfo"/>.</summary>
    internal bool IsPlain =>
        Name is null && Priority == 0 && Deadline is null && !IsCancellable && !CancellationToken.CanBeCanceled;
}
