namespace Ringspun;

/// <summary>The usual ways to spread fibers over loops.</summary>
public static class BalancingPolicy
{
    /// <summary>The caller's own loop, whose objects the new fiber shares without locks; callers of other threads are spread in turn.</summary>
    public static IBalancingPolicy Pinned => new PinnedPolicy();

    /// <summary>Each loop in its turn.</summary>
    public static IBalancingPolicy RoundRobin => new RoundRobinPolicy();

    /// <summary>
    /// The loop with the fewest fibers that the runtime has started there and that have not ended (<see cref="EventLoop.PlacedFibers"/>); among
    /// equals the caller's own, or else each in its turn.
    /// </summary>
    public static IBalancingPolicy LeastLoaded => new LeastLoadedPolicy();
}
