namespace Ringspun.Simulation;

/// <summary>The way between two addresses as it is now.</summary>
internal sealed class SimulatedPath(SimulatedSchedule simulation, SimulatedLink link)
{
    private readonly Queue<Action> _held = new();

    internal SimulatedLink Link { get; private set; } = link;

    internal void Set(SimulatedLink changed)
    {
        Link = changed;
        while (changed.IsUp && _held.TryDequeue(out Action? arrive))
        {
            Send(arrive);
        }
    }

    /// <summary>Has <paramref name="arrive"/> called at the other end; if the way is cut by then, once it is open again.</summary>
    internal void Send(Action arrive) => SendAt(ArrivalTime(), arrive);

    internal void SendAt(long arrival, Action arrive) => simulation.Add(arrival, () => Arrive(arrive));

    /// <summary>When something that sets out now arrives.</summary>
    internal long ArrivalTime() => simulation.After(Link.Latency);

    private void Arrive(Action arrive)
    {
        if (Link.IsUp)
        {
            arrive();
        }
        else
        {
            _held.Enqueue(arrive);
        }
    }
}
