using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>ICMP. RFC9293 MUST-54: its errors reach the connections.</content>
public sealed partial class Stack
{
    private void ReceiveIcmp(long now, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes)
    {
        Refusal refusal = IcmpMessage.TryParse(bytes, out IcmpMessage message);
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
        }
        else if (message.Type == IcmpType.EchoRequest)
        {
            AnswerEcho(destination, source, message.Rest, message.Body);
        }
        else if (message.Type == IcmpType.EchoReply)
        {
            ReceiveEchoReply(source, destination, message.Rest, message.Body);
        }
        else if (message.IsError)
        {
            refusal = EmbeddedPacket.TryParseIpv4(message.Body, out EmbeddedPacket embedded);
            DatagramError told = new() { Reporter = source, Type = (byte)message.Type, Code = message.Code };
            ReceiveError(now, refusal, embedded, IcmpErrors.OfIpv4(message), told);
        }
    }

    private void ReceiveIcmpv6(long now, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes)
    {
        Refusal refusal = Icmpv6Message.TryParse(bytes, source, destination, out Icmpv6Message message);
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
        }
        else if (message.Type == Icmpv6Type.EchoRequest)
        {
            AnswerEcho(destination, source, message.Rest, message.Body);
        }
        else if (message.Type == Icmpv6Type.EchoReply)
        {
            ReceiveEchoReply(source, destination, message.Rest, message.Body);
        }
        else if (message.IsError)
        {
            refusal = EmbeddedPacket.TryParseIpv6(message.Body, out EmbeddedPacket embedded);
            DatagramError told = new() { Reporter = source, Type = (byte)message.Type, Code = message.Code };
            ReceiveError(now, refusal, embedded, IcmpErrors.OfIpv6(message), told);
        }
    }

    /// <summary>The link cannot deliver a packet of this stack's: for its connection the same as if a router had said so (RFC 1122 section 2.4).</summary>
    internal void ReportUnreachable(long now, ReadOnlySpan<byte> packet)
    {
        Refusal refusal = packet[0] >> 4 == 4
            ? EmbeddedPacket.TryParseIpv4(packet, out EmbeddedPacket embedded)
            : EmbeddedPacket.TryParseIpv6(packet, out embedded);
        ReceiveError(now, refusal, embedded, new IcmpError(IcmpErrorKind.Soft));
    }

    private void ReceiveError(long now, Refusal refusal, in EmbeddedPacket embedded, IcmpError error, in DatagramError told = default)
    {
        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        if (embedded.Protocol is IpProtocol.Udp or IpProtocol.Icmp or IpProtocol.Icmpv6)
        {
            ReceiveDatagramError(now, embedded, error, told);
            return;
        }

        TcpBlock? block = embedded.Protocol == IpProtocol.Tcp ? Find(embedded.Source, embedded.Destination) : null;
        if (block is null || !IcmpErrors.TryApply(this, block, error, embedded.Sequence, now))
        {
            Counters.Count(StackCounter.IcmpIgnored);
            return;
        }

        Counters.Count(StackCounter.IcmpErrors);
        Settle(block);
    }
}
