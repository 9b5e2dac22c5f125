namespace Ringspun;

/// <summary><see cref="BalancingPolicy.LeastLoaded"/>.</summary>
internal sealed class LeastLoadedPolicy : IBalancingPolicy
{
    private readonly RoundRobinPolicy _turns = new();

    public EventLoop Choose(IReadOnlyList<EventLoop> loops)
    {
        EventLoop? own = EventLoop.Current;
        int first = _turns.Turn(loops.Count);
        EventLoop best = loops[first];
        int least = best.PlacedFibers;
        for (int i = 1; i < loops.Count; i++)
        {
            EventLoop loop = loops[(first + i) % loops.Count];
            int load = loop.PlacedFibers;
            if (load < least || (load == least && ReferenceEquals(loop, own)))
            {
                best = loop;
                least = load;
            }
        }

        return best;
    }
}
