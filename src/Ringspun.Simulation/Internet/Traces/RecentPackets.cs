using Ringspun.Tcp.Traces;

namespace Ringspun.Simulation.Internet;

/// <summary>The last packets, as many as fit into a fixed memory.</summary>
internal sealed class RecentPackets(int capacity)
{
    private readonly byte[] _ring = new byte[capacity];
    private readonly Queue<(long Time, int Length)> _packets = new();
    private int _first;
    private int _used;

    public int Count => _packets.Count;

    public void Add(long time, ReadOnlySpan<byte> packet)
    {
        if (packet.Length > _ring.Length)
        {
            return;
        }

        while (_used + packet.Length > _ring.Length)
        {
            int length = _packets.Dequeue().Length;
            _first = (_first + length) % _ring.Length;
            _used -= length;
        }

        int at = (_first + _used) % _ring.Length;
        int head = Math.Min(packet.Length, _ring.Length - at);
        packet[..head].CopyTo(_ring.AsSpan(at));
        packet[head..].CopyTo(_ring);
        _used += packet.Length;
        _packets.Enqueue((time, packet.Length));
    }

    public void WriteTo(PcapWriter writer)
    {
        byte[] packet = new byte[SimulatedInternet.LargestPacket];
        int at = _first;
        foreach ((long time, int length) in _packets)
        {
            int head = Math.Min(length, _ring.Length - at);
            _ring.AsSpan(at, head).CopyTo(packet);
            _ring.AsSpan(0, length - head).CopyTo(packet.AsSpan(head));
            writer.Write(time, packet.AsSpan(0, length));
            at = (at + length) % _ring.Length;
        }
    }
}
