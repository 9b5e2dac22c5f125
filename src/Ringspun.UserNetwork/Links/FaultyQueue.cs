using Ringspun.Linux;
using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>A queue that loses, doubles, reorders and corrupts packets.</summary>
internal sealed class FaultyQueue(ILinkQueue inner, LinkFaults faults, int seed, int room) : ILinkQueue
{
    private readonly Random _random = new(seed);
    private readonly byte[] _outgoing = new byte[room];
    private readonly Queue<(byte[] Packet, ReceiveHints Hints)> _arriving = new();
    private readonly Queue<(byte[] Packet, TransmitHints Hints)> _departing = new();
    private (byte[] Packet, ReceiveHints Hints)? _lateArrival;
    private (byte[] Packet, TransmitHints Hints)? _lateDeparture;

    public int Descriptor => inner.Descriptor;

    public int StateDescriptor => inner.StateDescriptor;

    public Action? Arrived
    {
        get => inner.Arrived;
        set => inner.Arrived = value;
    }

    public Span<byte> SendBuffer => _outgoing;

    public int ReadState() => inner.ReadState();

    public int Receive(out ReadOnlySpan<byte> packet, out ReceiveHints hints)
    {
        while (_arriving.Count == 0)
        {
            int result = inner.Receive(out packet, out hints);
            if (result != 0)
            {
                // Whoever waits for another to overtake it waits no longer than there are others.
                if (result == -(int)Errno.EAGAIN && _lateArrival is { } late)
                {
                    _lateArrival = null;
                    _arriving.Enqueue(late);
                    break;
                }

                return result;
            }

            Suffer((packet.ToArray(), hints), packet.Length, mayCorrupt: !hints.ChecksumVerified, _arriving, ref _lateArrival);
        }

        (byte[] first, hints) = _arriving.Dequeue();
        packet = first;
        return 0;
    }

    public int Send(int length, in TransmitHints hints)
    {
        int result = Forward();
        if (result != 0)
        {
            return result;
        }

        Suffer((_outgoing[..length], hints), length, mayCorrupt: hints.ChecksumStart == 0, _departing, ref _lateDeparture);

        // What does not go now goes before the next.
        result = Forward();
        return result == -(int)Errno.EAGAIN ? 0 : result;
    }

    public void Dispose() => inner.Dispose();

    private int Forward()
    {
        while (_departing.TryPeek(out (byte[] Packet, TransmitHints Hints) first))
        {
            Span<byte> buffer = inner.SendBuffer;
            if (buffer.Length < first.Packet.Length)
            {
                return -(int)Errno.EAGAIN;
            }

            first.Packet.CopyTo(buffer);
            int result = inner.Send(first.Packet.Length, first.Hints);
            if (result == -(int)Errno.EAGAIN)
            {
                return result;
            }

            _ = _departing.Dequeue();
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    private void Suffer<THints>(
        (byte[] Packet, THints Hints) packet, int length, bool mayCorrupt, Queue<(byte[], THints)> passing, ref (byte[], THints)? late)
    {
        (byte[], THints)? waited = late;
        bool isLost = Happens(faults.Loss);
        if (Happens(faults.Corruption))
        {
            isLost |= !mayCorrupt;
            packet.Packet[_random.Next(length)] ^= (byte)(1 << _random.Next(8));
        }

        if (!isLost)
        {
            if (waited is null && Happens(faults.Reordering))
            {
                late = packet;
                return;
            }

            passing.Enqueue(packet);
            if (Happens(faults.Duplication))
            {
                passing.Enqueue(packet);
            }
        }

        if (waited is { } overtaken)
        {
            passing.Enqueue(overtaken);
            late = null;
        }
    }

    private bool Happens(double chance) => chance > 0 && _random.NextDouble() < chance;
}
