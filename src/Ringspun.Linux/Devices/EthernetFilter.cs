using System.Buffers.Binary;

namespace Ringspun.Linux.Devices;

/// <summary>Which frames of an interface are for a stack of this program. Pure.</summary>
internal static class EthernetFilter
{
    private const int DestinationOffset = 0;
    private const int EtherTypeOffset = 12;
    private const uint Ipv4 = 0x0800;
    private const uint Arp = 0x0806;
    private const uint Ipv6 = 0x86dd;
    private const uint MulticastBit = 1;
    private const uint PACKET_OUTGOING = 4;

    // What the kernel knows beside the bytes lies behind a large negative offset: SKF_AD_OFF with SKF_AD_PKTTYPE, SKF_AD_VLAN_TAG_PRESENT.
    private const uint PacketType = unchecked((uint)-0x1000) + 4;
    private const uint VlanTagPresent = unchecked((uint)-0x1000) + 48;

    /// <summary>
    /// IPv4, IPv6 and ARP to the interface's own address or to several; neither what this machine sends, nor frames of a VLAN, whose tag the kernel has taken
    /// away, so that they would pass for untagged ones.
    /// </summary>
    /// <param name="own">The interface's address.</param>
    internal static FilterInstruction[] Build(HardwareAddress own)
    {
        Span<byte> address = stackalloc byte[HardwareAddress.Length];
        own.CopyTo(address);
        uint high = BinaryPrimitives.ReadUInt16BigEndian(address);
        uint low = BinaryPrimitives.ReadUInt32BigEndian(address[2..]);
        return
        [
            new(FilterInstruction.LoadWord, PacketType),
            new(FilterInstruction.JumpIfEqual, PACKET_OUTGOING, ifTrue: 13),
            new(FilterInstruction.LoadWord, VlanTagPresent),
            new(FilterInstruction.JumpIfEqual, 0, ifFalse: 11),
            new(FilterInstruction.LoadHalf, EtherTypeOffset),
            new(FilterInstruction.JumpIfEqual, Ipv4, ifTrue: 2),
            new(FilterInstruction.JumpIfEqual, Ipv6, ifTrue: 1),
            new(FilterInstruction.JumpIfEqual, Arp, ifFalse: 7),
            new(FilterInstruction.LoadByte, DestinationOffset),
            new(FilterInstruction.JumpIfSet, MulticastBit, ifTrue: 4),
            new(FilterInstruction.LoadHalf, DestinationOffset),
            new(FilterInstruction.JumpIfEqual, high, ifFalse: 3),
            new(FilterInstruction.LoadWord, DestinationOffset + 2),
            new(FilterInstruction.JumpIfEqual, low, ifFalse: 1),
            new(FilterInstruction.Return, uint.MaxValue),
            new(FilterInstruction.Return, 0),
        ];
    }
}
