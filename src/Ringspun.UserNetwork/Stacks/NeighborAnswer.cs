using System.Buffers.Binary;
using Ringspun.Tcp.Wire;

namespace Ringspun.UserLevel;

/// <summary>Frames that tell a neighbour's hardware address: ARP replies (RFC 826) and neighbour advertisements (RFC 4861 section 4.4).</summary>
internal static class NeighborAnswer
{
    private const ushort Arp = 0x0806;
    private const ushort Ipv6 = 0x86DD;
    private const int ArpOperation = 6;
    private const ushort ArpReply = 2;
    private const int NextHeader = 6;
    private const byte Icmpv6 = 58;
    private const int Ipv6HeaderLength = 40;
    private const byte Advertisement = 136;

    /// <param name="frame">An Ethernet frame, of any length.</param>
    internal static bool Is(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < EthernetFrame.HeaderLength + ArpOperation + sizeof(ushort))
        {
            return false;
        }

        ReadOnlySpan<byte> inner = frame[EthernetFrame.HeaderLength..];
        return BinaryPrimitives.ReadUInt16BigEndian(frame[(EthernetFrame.HeaderLength - sizeof(ushort))..]) switch
        {
            Arp => BinaryPrimitives.ReadUInt16BigEndian(inner[ArpOperation..]) == ArpReply,
            Ipv6 => inner.Length > Ipv6HeaderLength && inner[NextHeader] == Icmpv6 && inner[Ipv6HeaderLength] == Advertisement,
            _ => false,
        };
    }
}
