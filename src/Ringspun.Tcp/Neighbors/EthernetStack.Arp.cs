using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Neighbors;

/// <content>ARP (RFC 826, RFC 5227).</content>
public sealed partial class EthernetStack
{
    private void ReceiveArp(long now, ReadOnlySpan<byte> bytes)
    {
        Refusal refusal = ArpPacket.TryParse(bytes, out ArpPacket arp);
        if (refusal != Refusal.None)
        {
            Stack.Counters.Count(refusal);
            return;
        }

        if (Stack.Routes.IsOwn(arp.SenderAddress))
        {
            // Somebody else has our address, or pretends to (RFC 5227 section 2.4); we keep it.
            Stack.Counters.Count(StackCounter.AddressConflicts);
            return;
        }

        bool isForUs = !arp.TargetAddress.IsLoopback && Stack.Routes.IsOwn(arp.TargetAddress);
        bool isAnswer = arp.Operation == ArpOperation.Reply && isForUs;
        if (_neighbors.Find(arp.SenderAddress) is { } neighbor && (isAnswer || neighbor.State != NeighborState.Incomplete))
        {
            bool sameAsBefore = neighbor.State == NeighborState.Reachable && neighbor.Mac == arp.SenderHardware;
            if (isAnswer || !sameAsBefore)
            {
                Learn(now, neighbor, arp.SenderHardware, confirmed: isAnswer);
            }
        }

        if (arp.Operation != ArpOperation.Request || !isForUs)
        {
            return;
        }

        // A probe (RFC 5227) has no sender to remember.
        if (!arp.SenderAddress.IsUnspecified && Stack.Routes.IsOnLink(arp.SenderAddress))
        {
            Remember(now, arp.SenderAddress, arp.SenderHardware);
        }

        SendArp(new ArpPacket(ArpOperation.Reply, Address, arp.TargetAddress, arp.SenderHardware, arp.SenderAddress), arp.SenderHardware);
    }

    private void SendArp(ArpPacket packet, MacAddress destination)
    {
        Span<byte> frame = stackalloc byte[EthernetFrame.HeaderLength + ArpPacket.Length];
        EthernetFrame.Write(frame, destination, Address, EtherType.Arp);
        _ = packet.Write(frame[EthernetFrame.HeaderLength..]);
        Enqueue(frame);
    }
}
