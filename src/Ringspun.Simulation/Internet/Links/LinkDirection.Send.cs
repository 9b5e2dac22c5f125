using Ringspun.Tcp.Traces;
using Ringspun.Tcp.Wire;

namespace Ringspun.Simulation.Internet;

/// <content>The way of a packet.</content>
public sealed partial class LinkDirection
{
    private const long NanosecondsPerSecond = 1_000_000_000;
    private const int BitsPerByte = 8;

    /// <summary>A node gives a packet to the link.</summary>
    internal void Send(long now, ReadOnlySpan<byte> bytes)
    {
        Note(now, PacketFate.Sent, bytes);
        Counters.BytesSent += bytes.Length;
        LinkOptions options = _options;
        if (!options.IsUp)
        {
            Note(now, PacketFate.LinkDown, bytes);
            return;
        }

        int frame = Link.Layer == LinkLayer.Ethernet ? EthernetFrame.HeaderLength : 0;
        if (bytes.Length - frame > options.Mtu)
        {
            Note(now, PacketFate.TooBig, bytes);
            options.TooBig?.Invoke(now, this, bytes);
            return;
        }

        LinkVerdict verdict = options.Rule?.Invoke(Counters[PacketFate.Sent], now, bytes) ?? LinkVerdict.Pass;
        if (verdict == LinkVerdict.Drop)
        {
            Note(now, PacketFate.DroppedByRule, bytes);
            return;
        }

        long departure = Queue(now, bytes.Length, options);
        if (departure < 0)
        {
            Note(now, PacketFate.QueueFull, bytes);
            return;
        }

        if (IsLost(departure, options))
        {
            Note(now, PacketFate.Lost, bytes);
            return;
        }

        Carry(now, departure, bytes, options, verdict);
    }

    internal void Deliver(long now, Packet packet)
    {
        Note(now, PacketFate.Delivered, packet.Bytes);
        Counters.BytesDelivered += packet.Bytes.Length;
        To.Node.Receive(now, Link, packet.Bytes);
    }

    /// <returns>When the last bit leaves; negative when the queue is full.</returns>
    private long Queue(long now, int length, LinkOptions options)
    {
        if (options.BitsPerSecond == 0)
        {
            return now;
        }

        _waiting.Release(now);
        long start = now;
        if (_busyUntil > now)
        {
            start = _busyUntil;
            if (_waiting.Count >= options.QueuePackets || _waiting.Bytes + length > options.QueueBytes)
            {
                return -1;
            }

            _waiting.Add(start, length);
        }
        else
        {
            _remainder = 0;
        }

        // What division leaves over goes to the next packet: the rate is exact, however small the packets.
        long numerator = ((long)length * BitsPerByte * NanosecondsPerSecond) + _remainder;
        (long duration, _remainder) = Math.DivRem(numerator, options.BitsPerSecond);
        _busyUntil = start + duration;
        return _busyUntil;
    }

    private bool IsLost(long departure, LinkOptions options)
    {
        bool lost = Happens(options.Loss);
        if (options.Outages is { } outages)
        {
            lost |= IsOut(departure, outages);
        }

        if (options.Burst is { } burst)
        {
            _isBad = _isBad ? !Happens(burst.Leave) : Happens(burst.Enter);
            lost |= Happens(_isBad ? burst.LossWhenBad : burst.LossWhenGood);
        }

        return lost;
    }

    private bool IsOut(long now, Outages outages)
    {
        if (_outageChange < 0)
        {
            _isOut = false;
            _outageChange = now + outages.Up.Next(_random);
        }

        while (_outageChange <= now)
        {
            _isOut = !_isOut;
            _outageChange += (_isOut ? outages.Down : outages.Up).Next(_random);
        }

        return _isOut;
    }

    private void Carry(long now, long departure, ReadOnlySpan<byte> bytes, LinkOptions options, LinkVerdict verdict)
    {
        Packet packet = _internet.Packets.Rent(bytes);
        if (options.MarkBytes > 0 && _waiting.Bytes >= options.MarkBytes && CongestionMark.TrySet(packet.Bytes, Link.Layer))
        {
            Note(now, PacketFate.Marked, packet.Bytes);
        }

        if (Happens(options.Corruption) || verdict == LinkVerdict.Corrupt)
        {
            Corrupt(packet.Bytes, verdict == LinkVerdict.Corrupt ? Math.Max(options.CorruptedBits, 1) : options.CorruptedBits);
            Note(now, PacketFate.Corrupted, packet.Bytes);
        }

        if (Happens(options.Duplication) || verdict == LinkVerdict.Duplicate)
        {
            Note(now, PacketFate.Duplicated, packet.Bytes);
            Arrive(now, departure, _internet.Packets.Rent(packet.Bytes), options, delayed: false);
        }

        Arrive(now, departure, packet, options, Happens(options.Reordering) || verdict == LinkVerdict.Delay);
    }

    private void Arrive(long now, long departure, Packet packet, LinkOptions options, bool delayed)
    {
        long arrival = departure + options.Delay.Next(_random);
        if (delayed)
        {
            Note(now, PacketFate.Reordered, packet.Bytes);
            arrival += options.ReorderingDelay.Next(_random);
        }
        else if (!options.JitterReorders)
        {
            arrival = Math.Max(arrival, _lastArrival);
            _lastArrival = arrival;
        }

        _internet.Schedule(arrival, this, packet);
    }

    private void Corrupt(Span<byte> packet, int bits)
    {
        for (; bits > 0 && packet.Length > 0; bits--)
        {
            int bit = _random.Next(packet.Length * BitsPerByte);
            packet[bit / BitsPerByte] ^= (byte)(1 << (bit % BitsPerByte));
        }
    }

    private bool Happens(double chance) => chance > 0 && _random.NextDouble() < chance;
}
