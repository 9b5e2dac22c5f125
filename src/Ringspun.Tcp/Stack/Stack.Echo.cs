using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Udp;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Echo requests are answered (RFC 1122 section 3.2.2.6, RFC 4443 section 4.2).</content>
public sealed partial class Stack
{
    private byte[]? _scratch;

    private void AnswerEcho(in IpAddress local, in IpAddress remote, uint rest, ReadOnlySpan<byte> body)
    {
        if (body.Length > (local.IsIpv4 ? LongestIpv4Datagram : LongestIpv6Datagram) || remote.IsUnspecified || Routes.IsBroadcast(remote))
        {
            Counters.Count(Refusal.BadMessage);
            return;
        }

        DatagramHeader header = new()
        {
            Source = local,
            Destination = remote,
            Protocol = local.IsIpv4 ? IpProtocol.Icmp : IpProtocol.Icmpv6,
            TimeToLive = Options.TimeToLive,
        };
        ulong head = DatagramHead.OfEcho(isRequest: false, rest, local, remote, body);
        Span<byte> packet = _scratch ??= new byte[Options.Mtu];
        int length = DatagramHead.Length + body.Length;
        Counters.Count(StackCounter.EchoReplies);

        // Nothing is remembered of a reply, so that nobody could be believed who says that it was too long for a path: routers fragment those of IPv4,
        // and those of IPv6 go in fragments that every path takes (RFC 8201 section 4).
        if (header.Length + length > (local.IsIpv4 ? IcmpErrors.LeastIpv4Mtu : IcmpErrors.LeastIpv6Mtu))
        {
            ReplyInFragments(header, head, body, local.IsIpv4 ? packet : packet[..IcmpErrors.LeastIpv6Mtu]);
            return;
        }

        header.Write(packet, length);
        BinaryPrimitives.WriteUInt64BigEndian(packet[header.Length..], head);
        body.CopyTo(packet[(header.Length + DatagramHead.Length)..]);
        Reply(packet[..(header.Length + length)]);
    }

    private void ReplyInFragments(in DatagramHeader header, ulong head, ReadOnlySpan<byte> body, Span<byte> packet)
    {
        int length = DatagramHead.Length + body.Length;
        int most = header.MostInFragment(packet.Length);
        int fragments = (length + most - 1) / most;
        if (!_replies.HasRoom(fragments, length + (fragments * header.FragmentLength)))
        {
            // One missing fragment makes the others useless.
            Counters.Count(StackCounter.AnswersDropped);
            return;
        }

        uint identification = Identifications.Next(header.Source, header.Destination, header.Protocol);
        for (int offset = 0; offset < length; offset += most)
        {
            int count = Math.Min(most, length - offset);
            header.WriteFragment(packet, identification, offset, count, more: offset + count < length);
            Span<byte> part = packet.Slice(header.FragmentLength, count);
            int headBytes = 0;
            if (offset == 0)
            {
                BinaryPrimitives.WriteUInt64BigEndian(part, head);
                headBytes = DatagramHead.Length;
            }

            body.Slice(offset + headBytes - DatagramHead.Length, count - headBytes).CopyTo(part[headBytes..]);
            if (fragments > 1)
            {
                Counters.Count(StackCounter.FragmentsSent);
            }

            Reply(packet[..(header.FragmentLength + count)]);
        }
    }
}
