using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Neighbors;

/// <content>Neighbour discovery for IPv6 (RFC 4861 section 7.2).</content>
public sealed partial class EthernetStack
{
    // ff02::1.
    private static IpAddress AllNodes => new(0xFF02_0000_0000_0000, 1);

    // The next header of the IPv6 header, and the type of the ICMPv6 message behind it. Messages behind extension headers have no business here.
    private static bool IsNeighborMessage(ReadOnlySpan<byte> packet) =>
        packet.Length > Ipv6Header.Length
        && packet[6] == (byte)IpProtocol.Icmpv6
        && (Icmpv6Type)packet[Ipv6Header.Length] is Icmpv6Type.NeighborSolicitation or Icmpv6Type.NeighborAdvertisement;

    private void ReceiveNeighbor(long now, ReadOnlySpan<byte> bytes)
    {
        NeighborMessage message = default;
        Refusal refusal = Ipv6Packet.TryParse(bytes, out Ipv6Packet packet);
        if (refusal == Refusal.None)
        {
            refusal = Icmpv6Message.TryParse(packet.Payload, packet.Source, packet.Destination, out Icmpv6Message icmp);
            if (refusal == Refusal.None)
            {
                refusal = NeighborMessage.TryParse(icmp, packet.HopLimit, packet.Source, packet.Destination, out message);
            }
        }

        if (refusal != Refusal.None)
        {
            Stack.Counters.Count(refusal);
        }
        else if (Stack.Routes.IsOwn(packet.Source) || (message.IsAdvertisement && Stack.Routes.IsOwn(message.Target)))
        {
            Stack.Counters.Count(StackCounter.AddressConflicts);
        }
        else if (message.IsAdvertisement)
        {
            TakeAdvertisement(now, message);
        }
        else if (!message.Target.IsLoopback && Stack.Routes.IsOwn(message.Target))
        {
            AnswerSolicitation(now, message, packet.Source);
        }
    }

    private void AnswerSolicitation(long now, in NeighborMessage question, in IpAddress source)
    {
        // Section 7.2.4: a probe for a duplicate address is answered to everybody.
        bool isProbe = source.IsUnspecified;
        MacAddress destination = MacAddress.ForMulticast(AllNodes);
        if (!isProbe)
        {
            if (question.LinkAddress is { } link && Stack.Routes.IsOnLink(source))
            {
                Remember(now, source, link);
            }

            if (_neighbors.Find(source) is not { State: not NeighborState.Incomplete } neighbor)
            {
                // Without its link address the answer would have to ask back, without end.
                return;
            }

            destination = neighbor.Mac;
        }

        NeighborMessage answer = new(IsAdvertisement: true, IsRouter: false, IsSolicited: !isProbe, IsOverride: true, question.Target, Address);
        SendNeighbor(answer, question.Target, isProbe ? AllNodes : source, destination);
    }

    /// <summary>Section 7.2.5.</summary>
    private void TakeAdvertisement(long now, in NeighborMessage message)
    {
        if (_neighbors.Find(message.Target) is not { } neighbor)
        {
            return;
        }

        if (neighbor.State == NeighborState.Incomplete)
        {
            if (message.LinkAddress is { } told)
            {
                Learn(now, neighbor, told, message.IsSolicited);
            }

            return;
        }

        MacAddress mac = message.LinkAddress ?? neighbor.Mac;
        bool differs = mac != neighbor.Mac;
        if (differs && !message.IsOverride)
        {
            if (neighbor.State == NeighborState.Reachable)
            {
                _neighbors.Move(neighbor, NeighborState.Stale, long.MaxValue);
            }
        }
        else if (message.IsSolicited || differs)
        {
            Learn(now, neighbor, mac, message.IsSolicited);
        }
    }

    private void SendNeighbor(in NeighborMessage message, in IpAddress source, in IpAddress destination, MacAddress to)
    {
        const int Ip = EthernetFrame.HeaderLength;
        const int Icmp = Ip + Ipv6Header.Length;
        Span<byte> frame = stackalloc byte[Icmp + NeighborMessage.MaxLength];
        EthernetFrame.Write(frame, to, Address, EtherType.Ipv6);
        int length = message.Write(frame[Icmp..], source, destination);
        new Ipv6Header
        {
            NextHeader = IpProtocol.Icmpv6,
            HopLimit = NeighborMessage.RequiredHopLimit,
            Source = source,
            Destination = destination,
        }.Write(frame[Ip..], length);
        Enqueue(frame[..(Icmp + length)]);
    }
}
