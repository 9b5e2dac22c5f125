namespace Ringspun;

/// <summary><see cref="BalancingPolicy.Pinned"/>.</summary>
internal sealed class PinnedPolicy : IBalancingPolicy
{
    private readonly RoundRobinPolicy _strangers = new();

    public EventLoop Choose(IReadOnlyList<EventLoop> loops)
    {
        EventLoop? own = EventLoop.Current;
        for (int i = 0; own is not null && i < loops.Count; i++)
        {
            if (ReferenceEquals(loops[i], own))
            {
                return own;
            }
        }

        return _strangers.Choose(loops);
    }
}
