using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Neighbors;

/// <summary>A neighbour: a host or router on the link.</summary>
internal sealed class Neighbor(IpAddress address)
{
    // RFC 1122 section 2.3.2.2 asks for at least one.
    private const int MostWaiting = 8;

    private readonly List<(byte[] Packet, TransmitHints Hints)> _waiting = [];

    public IpAddress Address { get; } = address;

    public MacAddress Mac { get; set; }

    public NeighborState State { get; set; }

    /// <summary>When the state ends, in nanoseconds. A stale neighbour has no end.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>The solicitations sent without an answer.</summary>
    public int Solicitations { get; set; }

    /// <summary>The packets that wait for the address.</summary>
    public IReadOnlyList<(byte[] Packet, TransmitHints Hints)> Waiting => _waiting;

    /// <summary>Whether somebody has to look at the neighbour when its time has come.</summary>
    public bool IsTimed => State is NeighborState.Incomplete or NeighborState.Delay or NeighborState.Probe;

    /// <summary>Keeps a packet until the address is known; the oldest makes room.</summary>
    /// <returns>Whether one had to go.</returns>
    public bool Hold(ReadOnlySpan<byte> packet, in TransmitHints hints)
    {
        bool full = _waiting.Count == MostWaiting;
        if (full)
        {
            _waiting.RemoveAt(0);
        }

        _waiting.Add((packet.ToArray(), hints));
        return full;
    }

    public void Forget() => _waiting.Clear();
}
