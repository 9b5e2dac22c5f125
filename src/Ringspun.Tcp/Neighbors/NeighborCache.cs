using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Neighbors;

/// <summary>The neighbours that are known or asked for; so many at most, whatever the link says.</summary>
internal sealed class NeighborCache
{
    private const int Capacity = 1024;

    private readonly Dictionary<IpAddress, Neighbor> _all = [];
    private readonly List<Neighbor> _timed = [];
    private Neighbor? _recent;

    /// <summary>When a neighbour's state is next to end.</summary>
    public long NextDeadline { get; private set; } = long.MaxValue;

    public Neighbor? Find(in IpAddress address)
    {
        // Most packets go where the last one went.
        if (_recent is { } recent && recent.Address == address)
        {
            return recent;
        }

        return _recent = _all.GetValueOrDefault(address);
    }

    /// <summary>A new neighbour. One that nothing is known of any more makes room; when there is none, any that is not being asked for.</summary>
    /// <returns>Null: all are being asked for.</returns>
    public Neighbor? Add(in IpAddress address)
    {
        if (_all.Count >= Capacity && !TryEvict())
        {
            return null;
        }

        Neighbor neighbor = new(address);
        _all.Add(address, neighbor);
        return neighbor;
    }

    public void Remove(Neighbor neighbor)
    {
        _all.Remove(neighbor.Address);
        _timed.Remove(neighbor);
        _recent = null;
        Reckon();
    }

    /// <summary>Changes a neighbour's state.</summary>
    public void Move(Neighbor neighbor, NeighborState state, long deadline)
    {
        neighbor.State = state;
        neighbor.Deadline = deadline;
        _timed.Remove(neighbor);
        if (neighbor.IsTimed)
        {
            _timed.Add(neighbor);
        }

        Reckon();
    }

    /// <summary>A neighbour whose time has come.</summary>
    public Neighbor? Due(long now) => NextDeadline > now ? null : _timed.Find(neighbor => neighbor.Deadline <= now);

    private bool TryEvict()
    {
        Neighbor? victim = null;
        foreach (Neighbor neighbor in _all.Values)
        {
            if (!neighbor.IsTimed && (victim is null || neighbor.State == NeighborState.Stale))
            {
                victim = neighbor;
                if (neighbor.State == NeighborState.Stale)
                {
                    break;
                }
            }
        }

        if (victim is not null)
        {
            Remove(victim);
        }

        return victim is not null;
    }

    private void Reckon()
    {
        NextDeadline = long.MaxValue;
        foreach (Neighbor neighbor in _timed)
        {
            NextDeadline = Math.Min(NextDeadline, neighbor.Deadline);
        }
    }
}
