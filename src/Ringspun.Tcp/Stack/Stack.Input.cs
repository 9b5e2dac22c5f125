using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Packets come in.</content>
public sealed partial class Stack
{
    /// <summary>A packet has arrived. Whatever it holds, this returns: it is processed, or dropped and counted.</summary>
    /// <param name="now">The time in nanoseconds when it arrived.</param>
    /// <param name="packet">An IP packet; read during the call only.</param>
    /// <param name="hints">What the device knows of it.</param>
    public void Receive(long now, ReadOnlySpan<byte> packet, ReceiveHints hints = default)
    {
        Counters.Count(StackCounter.PacketsReceived);
        if (packet.IsEmpty)
        {
            Counters.Count(Refusal.Truncated);
        }
        else if (packet[0] >> 4 == 4)
        {
            ReceiveIpv4(now, packet, hints);
        }
        else
        {
            ReceiveIpv6(now, packet, hints);
        }
    }

    private void ReceiveIpv4(long now, ReadOnlySpan<byte> bytes, ReceiveHints hints)
    {
        Refusal refusal = Ipv4Packet.TryParse(bytes, out Ipv4Packet packet);
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        IpAddress destination = packet.Destination;
        if (!Routes.IsOwn(destination))
        {
            // RFC9293 MUST-57: what came to a group or a broadcast is none of TCP's, and is dropped in silence.
            Counters.Count(StackCounter.NotForUs);
            return;
        }

        if (packet.IsFragment)
        {
            Counters.Count(StackCounter.FragmentsDropped);
            return;
        }

        switch (packet.Protocol)
        {
            case IpProtocol.Tcp:
                ReceiveTcp(now, packet.Source, destination, packet.Payload, hints);
                break;
            case IpProtocol.Icmp:
                ReceiveIcmp(now, packet);
                break;
            default:
                Counters.Count(StackCounter.UnknownProtocol);
                break;
        }
    }

    private void ReceiveIpv6(long now, ReadOnlySpan<byte> bytes, ReceiveHints hints)
    {
        Refusal refusal = Ipv6Packet.TryParse(bytes, out Ipv6Packet packet);
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        IpAddress destination = packet.Destination;
        if (!Routes.IsOwn(destination))
        {
            Counters.Count(StackCounter.NotForUs);
            return;
        }

        if (packet.IsFragment)
        {
            Counters.Count(StackCounter.FragmentsDropped);
            return;
        }

        switch (packet.Protocol)
        {
            case IpProtocol.Tcp:
                ReceiveTcp(now, packet.Source, destination, packet.Payload, hints);
                break;
            case IpProtocol.Icmpv6:
                ReceiveIcmpv6(now, packet);
                break;
            default:
                Counters.Count(StackCounter.UnknownProtocol);
                break;
        }
    }

    private void ReceiveTcp(long now, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes, ReceiveHints hints)
    {
        Refusal refusal = TcpSegment.TryParse(bytes, out TcpSegment segment);
        if (refusal == Refusal.None && !hints.ChecksumVerified && !segment.IsIntact(source, destination))
        {
            // RFC9293 MUST-3.
            refusal = Refusal.BadChecksum;
        }

        TcpOptions options = default;
        if (refusal == Refusal.None)
        {
            refusal = TcpOptions.TryParse(segment.Options, out options);
        }

        // RFC9293 MUST-63: from an address that nobody can answer to.
        if (refusal == Refusal.None && (source.IsUnspecified || Routes.IsBroadcast(source)))
        {
            refusal = Refusal.BadSource;
        }

        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        Counters.Count(StackCounter.SegmentsReceived);
        Endpoint local = new(destination, segment.DestinationPort);
        Endpoint remote = new(source, segment.SourcePort);
        TcpBlock? block = Find(local, remote);
        uint? after = null;
        if (block is { State: TcpState.TimeWait } && MayReopen(block, segment, options))
        {
            after = block.SndNxt;
            Finish(block);
            block = null;
        }

        if (block is not null)
        {
            SegmentInput.Process(this, block, segment, options, now);
            Settle(block);
        }
        else if (FindListener(local) is { } listener)
        {
            PassiveOpen.Process(this, listener, local, remote, segment, options, after, now);
        }
        else
        {
            // RFC 9293 section 3.10.7.1: the connection does not exist.
            ResetWriter.Answer(this, local, remote, segment);
        }
    }

    /// <summary>RFC 6191: a SYN that is newer than all of the old connection may follow it at once.</summary>
    private static bool MayReopen(TcpBlock block, in TcpSegment segment, in TcpOptions options)
    {
        if ((segment.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) != TcpFlags.Syn)
        {
            return false;
        }

        bool timestamps = options.Has(TcpOptionSet.Timestamps) && block.Has(BlockFlags.RecentKnown);
        return timestamps && options.TimestampValue != block.TsRecent
            ? Sequence.Greater(options.TimestampValue, block.TsRecent)
            : Sequence.Greater(segment.Sequence, block.RcvNxt);
    }

    private TcpBlock? Find(in Endpoint local, in Endpoint remote) =>
        _table.Find(Blocks, (uint)Hash.Of(Secrets.KeyedHash.Table, local, remote), local, remote);
}
