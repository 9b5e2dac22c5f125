namespace Ringspun.Simulation.Internet;

/// <summary>What waits to be sent, known by when each will begin to be: nothing has to happen for a queue to drain.</summary>
internal sealed class WaitingPackets
{
    private readonly Queue<(long Start, int Length)> _packets = new();

    public int Count => _packets.Count;

    public long Bytes { get; private set; }

    public void Add(long start, int length)
    {
        _packets.Enqueue((start, length));
        Bytes += length;
    }

    /// <summary>Takes out what is being sent or was.</summary>
    public void Release(long now)
    {
        while (_packets.TryPeek(out (long Start, int Length) first) && first.Start <= now)
        {
            _packets.Dequeue();
            Bytes -= first.Length;
        }
    }
}
