namespace Ringspun;

/// <summary>What a <see cref="Runtime"/> is beside its drivers.</summary>
public sealed record RuntimeOptions
{
    /// <summary>What each of its loops is; where it has a name, the loop's number is added.</summary>
    public EventLoopOptions Loops { get; init; } = EventLoopOptions.Default;

    /// <summary>Which loop <see cref="Runtime.Spawn{TState}(Func{TState, Fiber}, TState, in FiberOptions)"/> starts a fiber on.</summary>
    public IBalancingPolicy Balancing { get; init; } = BalancingPolicy.Pinned;

    /// <summary>Reports fibers that hog a loop; null: nobody looks. The runtime does not dispose of it.</summary>
    public Watchdog? Watchdog { get; init; }

    internal static RuntimeOptions Default { get; } = new();
}
