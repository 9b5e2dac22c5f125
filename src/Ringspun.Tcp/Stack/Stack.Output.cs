using System.Diagnostics.CodeAnalysis;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Packets go out.</content>
public sealed partial class Stack
{
    private int _firstReady = TcpBlock.None;
    private int _lastReady = TcpBlock.None;
    private PayloadParts? _gathered;

    /// <summary>Writes the next packet to be sent. Call until there is none.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="buffer">Room for a packet: the link's MTU, or the longest super-segment where the device cuts them.</param>
    /// <param name="hints">What the device has to do.</param>
    /// <param name="gathered">
    /// Where the data of long segments may be left in its place: the packet's last <see cref="PayloadParts.Length"/> bytes are then these, and the buffer
    /// holds what comes before them. Null: the whole packet stands in the buffer.
    /// </param>
    /// <returns>The packet's length; 0 when nothing is to be sent now.</returns>
    /// <exception cref="ArgumentException">The buffer is shorter than the MTU.</exception>
    public int Transmit(long now, Span<byte> buffer, out TransmitHints hints, PayloadParts? gathered = null)
    {
        gathered?.Clear();
        _gathered = gathered;
        if (buffer.Length < Options.Mtu)
        {
            ThrowTooShort(buffer);
        }

        if (_firstReady == TcpBlock.None && _replies.IsEmpty && _readySockets.Count == 0)
        {
            // As every series of calls ends.
            hints = default;
            return 0;
        }

        int written;
        while ((written = Next(now, buffer, out hints)) > 0 && IsLoopback(buffer))
        {
            // To one of our own addresses: it never leaves. What it causes is bounded by the windows of our own connections.
            Take(now, buffer[..written], new ReceiveHints(hints.ChecksumStart > 0, hints.SegmentSize), inside: true);
        }

        if (written > 0)
        {
            Counters.Count(StackCounter.PacketsSent);
        }

        return written;
    }

    /// <summary>Leaves the data of a segment where it lies, for a device that gathers.</summary>
    /// <returns>False: it is to be written behind the headers.</returns>
    internal bool TryGather(TcpBlock block, int offset, int length) =>
        length >= PayloadParts.LeastData && _gathered is { } parts && !Routes.IsOwn(block.Remote.Address) && block.SndBuffer.TryGather(offset, length, parts);

    /// <summary>Writes the IP header of a packet that belongs to no connection.</summary>
    /// <returns>The header's length.</returns>
    internal int WriteIpHeader(Span<byte> buffer, in IpAddress source, in IpAddress destination, IpProtocol protocol, int length)
    {
        if (source.IsIpv4)
        {
            Ipv4Header header = new() { DontFragment = true, TimeToLive = Options.TimeToLive, Protocol = protocol, Source = source, Destination = destination };
            header.Write(buffer, length);
            return Ipv4Header.Length;
        }

        new Ipv6Header { NextHeader = protocol, HopLimit = Options.TimeToLive, Source = source, Destination = destination }.Write(buffer, length);
        return Ipv6Header.Length;
    }

    /// <summary>Queues a packet that belongs to no connection.</summary>
    internal void Reply(ReadOnlySpan<byte> packet)
    {
        if (!_replies.TryEnqueue(packet))
        {
            Counters.Count(StackCounter.AnswersDropped);
        }
    }

    /// <summary>A connection may have something to send.</summary>
    internal void MakeReady(TcpBlock block)
    {
        if (block.Has(BlockFlags.Ready))
        {
            return;
        }

        block.Set(BlockFlags.Ready);
        block.NextReady = TcpBlock.None;
        if (_lastReady == TcpBlock.None)
        {
            _firstReady = block.Slot;
        }
        else
        {
            Blocks.At(_lastReady).NextReady = block.Slot;
        }

        _lastReady = block.Slot;
    }

    private int Next(long now, Span<byte> buffer, out TransmitHints hints)
    {
        hints = default;
        int written = _replies.IsEmpty ? 0 : _replies.Dequeue(buffer);
        _isDatagramsTurn = !_isDatagramsTurn;
        if (written == 0 && _isDatagramsTurn)
        {
            written = NextDatagram(now, buffer);
        }

        while (written == 0 && _firstReady != TcpBlock.None)
        {
            TcpBlock block = Blocks.At(_firstReady);
            written = block.State == TcpState.Closed ? 0 : SegmentOutput.TryWrite(this, block, now, buffer, out hints);
            PopReady(block, again: written > 0);
        }

        if (written == 0)
        {
            hints = default;
            written = NextDatagram(now, buffer);
        }

        return written;
    }

    [DoesNotReturn]
    private void ThrowTooShort(ReadOnlySpan<byte> buffer) =>
        throw new ArgumentException($"the link's packets may have {Options.Mtu} bytes, the buffer has {buffer.Length}", nameof(buffer));

    private bool IsLoopback(ReadOnlySpan<byte> packet) =>
        Routes.IsOwn(packet[0] >> 4 == 4 ? IpAddress.ReadIpv4(packet[16..]) : IpAddress.ReadIpv6(packet[24..]));

    /// <summary>Takes the first out of the queue; one that has sent something and may send more goes to its end, so that all take turns.</summary>
    private void PopReady(TcpBlock block, bool again)
    {
        _firstReady = block.NextReady;
        _lastReady = _firstReady == TcpBlock.None ? TcpBlock.None : _lastReady;
        block.NextReady = TcpBlock.None;
        block.Clear(BlockFlags.Ready);
        if (again && SegmentOutput.MayGoOn(block))
        {
            MakeReady(block);
        }

        Settle(block);
        FreeIfOver(block);
    }
}
