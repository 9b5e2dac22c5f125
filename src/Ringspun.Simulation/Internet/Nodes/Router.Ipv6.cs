using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Simulation.Internet;

/// <content>IPv6.</content>
public sealed partial class Router
{
    private const int HopLimitAt = 7;

    // RFC 4443 section 2.4: as much of the packet as fits into the smallest MTU.
    private const int LongestIpv6Error = 1_280;

    private void ReceiveIpv6(Link link, Span<byte> bytes)
    {
        if (Ipv6Packet.TryParse(bytes, out Ipv6Packet packet) != Refusal.None)
        {
            Counters.Refused++;
            return;
        }

        Link? next = Find(packet.Destination);
        if (next is null)
        {
            Counters.NoRoute++;
            AnswerIpv6(link, packet, Icmpv6Type.DestinationUnreachable, 0);
            return;
        }

        if (packet.HopLimit <= 1)
        {
            Counters.TimeExceeded++;
            AnswerIpv6(link, packet, Icmpv6Type.TimeExceeded, 0);
            return;
        }

        int mtu = next.From(this).Options.Mtu;
        if (packet.Bytes.Length > mtu)
        {
            // RFC 4443 section 3.2: routers do not fragment.
            Counters.TooBig++;
            AnswerIpv6(link, packet, Icmpv6Type.PacketTooBig, (uint)mtu);
            return;
        }

        bytes[HopLimitAt]--;
        Counters.Forwarded++;
        Enqueue(next, packet.Bytes);
    }

    private void AnswerIpv6(Link link, in Ipv6Packet packet, Icmpv6Type type, uint rest)
    {
        IpAddress own = AddressAt(link, isIpv4: false);
        bool isError = packet.Protocol == IpProtocol.Icmpv6 && (packet.Payload.Length == 0 || packet.Payload[0] < (byte)Icmpv6Type.EchoRequest);
        if (!AnswersByIcmp || own.IsIpv4 || own.IsUnspecified || isError)
        {
            return;
        }

        const int Headers = Ipv6Header.Length + Icmpv6Message.HeaderLength;
        Span<byte> answer = stackalloc byte[LongestIpv6Error];
        int returned = Math.Min(packet.Bytes.Length, LongestIpv6Error - Headers);
        answer = answer[..(Headers + returned)];
        packet.Bytes[..returned].CopyTo(answer[Headers..]);
        Icmpv6Message.Write(answer[Ipv6Header.Length..], type, 0, rest, own, packet.Source);
        Ipv6Header header = new() { NextHeader = IpProtocol.Icmpv6, HopLimit = OwnTimeToLive, Source = own, Destination = packet.Source };
        header.Write(answer, answer.Length - Ipv6Header.Length);
        Enqueue(link, answer);
    }
}
