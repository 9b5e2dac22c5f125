namespace Ringspun;

/// <summary><see cref="BalancingPolicy.RoundRobin"/>.</summary>
internal sealed class RoundRobinPolicy : IBalancingPolicy
{
    private uint _next;

    public EventLoop Choose(IReadOnlyList<EventLoop> loops) => loops[Turn(loops.Count)];

    /// <summary>Whose turn it is among so many.</summary>
    internal int Turn(int count) => (int)((Interlocked.Increment(ref _next) - 1) % (uint)count);
}
