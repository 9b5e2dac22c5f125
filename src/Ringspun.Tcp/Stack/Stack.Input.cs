using System.Runtime.CompilerServices;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Segments;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Packets come in.</content>
public sealed partial class Stack
{
    private bool _isAssembled;

    /// <summary>A packet has arrived. Whatever it holds, this returns: it is processed, or dropped and counted.</summary>
    /// <param name="now">The time in nanoseconds when it arrived.</param>
    /// <param name="packet">An IP packet; read during the call only.</param>
    /// <param name="hints">What the device knows of it.</param>
    public void Receive(long now, ReadOnlySpan<byte> packet, ReceiveHints hints = default)
    {
        Counters.Count(StackCounter.PacketsReceived);
        Take(now, packet, hints, inside: false);
    }

    private void Take(long now, ReadOnlySpan<byte> packet, ReceiveHints hints, bool inside)
    {
        if (packet.IsEmpty)
        {
            Counters.Count(Refusal.Truncated);
        }
        else if (packet[0] >> 4 == 4)
        {
            ReceiveIpv4(now, packet, hints, inside);
        }
        else
        {
            ReceiveIpv6(now, packet, hints, inside);
        }
    }

    /// <summary>Whether a packet is meant for this stack, by somebody who may say so.</summary>
    private bool IsForUs(in IpAddress source, in IpAddress destination, bool inside)
    {
        // RFC9293 MUST-57: what came to a group or a broadcast is none of TCP's, and is dropped in silence.
        if (!Routes.IsOwn(destination) || (!inside && destination.IsLoopback))
        {
            Counters.Count(StackCounter.NotForUs);
            return false;
        }

        // From outside, nobody else has our addresses, and nobody at all those of the loopback (RFC 1122 section 3.2.1.3).
        if (!inside && Routes.IsOwn(source))
        {
            Counters.Count(Refusal.BadSource);
            return false;
        }

        return true;
    }

    private void ReceiveIpv4(long now, ReadOnlySpan<byte> bytes, ReceiveHints hints, bool inside)
    {
        Refusal refusal = Ipv4Packet.TryParse(bytes, out Ipv4Packet packet);
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        IpAddress destination = packet.Destination;
        if (!IsForUs(packet.Source, destination, inside))
        {
            return;
        }

        if (packet.IsFragment)
        {
            FragmentKey key = new(packet);
            InvokingPacket piece = new(packet.Bytes);
            ExpireFragments(now);
            Assemble(now, _reassembler.Add(now, key, packet.FragmentOffset, packet.MoreFragments, packet.Protocol, packet.Payload, piece, packet.Ecn));
            return;
        }

        Deliver(now, packet.Protocol, packet.Source, destination, packet.Payload, hints, packet.Ecn, new InvokingPacket(packet.Bytes));
    }

    private void ReceiveIpv6(long now, ReadOnlySpan<byte> bytes, ReceiveHints hints, bool inside)
    {
        Refusal refusal = Ipv6Packet.TryParse(bytes, out Ipv6Packet packet, out Ipv6Problem problem);
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            AnswerProblem(now, problem, bytes, inside);
            return;
        }

        IpAddress destination = packet.Destination;
        if (!IsForUs(packet.Source, destination, inside))
        {
            return;
        }

        if (packet.IsFragment)
        {
            Ipv6FragmentHeader fragment = packet.Fragment;
            FragmentKey key = new(packet);
            InvokingPacket part = new(packet.Bytes, packet.NextHeaderOffset);
            ExpireFragments(now);
            Assemble(now, _reassembler.Add(now, key, fragment.Offset, fragment.MoreFragments, fragment.NextHeader, packet.Payload, part, packet.Ecn));
            return;
        }

        InvokingPacket invoking = new(packet.Bytes, packet.NextHeaderOffset);
        Deliver(now, packet.Protocol, packet.Source, destination, packet.Payload, hints, packet.Ecn, invoking);
    }

    private void Deliver(
        long now, IpProtocol protocol, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> payload, ReceiveHints hints, Ecn ecn, InvokingPacket invoking)
    {
        switch (protocol)
        {
            case IpProtocol.Tcp:
                ReceiveTcp(now, source, destination, payload, hints, ecn);
                break;
            case IpProtocol.Udp:
                ReceiveUdp(now, source, destination, payload, hints, invoking);
                break;
            case IpProtocol.Icmp when source.IsIpv4:
                ReceiveIcmp(now, source, destination, payload);
                break;
            case IpProtocol.Icmpv6 when !source.IsIpv4:
                ReceiveIcmpv6(now, source, destination, payload);
                break;
            case IpProtocol.NoNextHeader when !source.IsIpv4:
                // RFC 8200 section 4.7: there is nothing to be processed, and nothing wrong.
                Counters.Count(StackCounter.UnknownProtocol);
                break;
            default:
                Counters.Count(StackCounter.UnknownProtocol);
                IcmpAnswers.UnknownProtocol(this, now, destination, source, invoking);
                break;
        }
    }

    // A method for the compiler, too, which inlines only so much into one: the small ones that are called from here are worth more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ReceiveTcp(long now, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes, ReceiveHints hints, Ecn ecn)
    {
        Refusal refusal = TcpSegment.TryParse(bytes, ecn, out TcpSegment segment);
        if (refusal == Refusal.None && !hints.ChecksumVerified && !segment.IsIntact(source, destination))
        {
            // RFC9293 MUST-3.
            refusal = Refusal.BadChecksum;
        }

        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        refusal = TcpOptions.TryParse(segment.Options, out TcpOptions options);
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        Endpoint local = new(destination, segment.DestinationPort);
        Endpoint remote = new(source, segment.SourcePort);
        TcpBlock? block = Find(local, remote);
        if (block is null && (source.IsUnspecified || Routes.IsBroadcast(source)))
        {
            // RFC9293 MUST-63: from an address that nobody can answer to. No connection has such a peer.
            Counters.Count(Refusal.BadSource);
            return;
        }

        Counters.Count(StackCounter.SegmentsReceived);
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
        else if (MayBeAnothers)
        {
            Counters.Count(StackCounter.NotForUs);
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
