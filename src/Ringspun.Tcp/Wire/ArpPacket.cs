using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Wire;

/// <summary>An ARP packet about IPv4 on Ethernet (RFC 826).</summary>
/// <param name="Operation">Request or reply.</param>
/// <param name="SenderHardware">The sender's Ethernet address.</param>
/// <param name="SenderAddress">The sender's IPv4 address; 0.0.0.0 in a probe (RFC 5227).</param>
/// <param name="TargetHardware">The target's Ethernet address; without meaning in a request.</param>
/// <param name="TargetAddress">The target's IPv4 address.</param>
public readonly record struct ArpPacket(
    ArpOperation Operation, MacAddress SenderHardware, IpAddress SenderAddress, MacAddress TargetHardware, IpAddress TargetAddress)
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 28;

    // Hardware type 1 (Ethernet), protocol type 0x0800 (IPv4), address lengths 6 and 4.
    private const ulong EthernetIpv4 = 0x0001_0800_0604;

    /// <summary>Reads a packet; padding may follow it.</summary>
    /// <param name="bytes">The packet.</param>
    /// <param name="packet">The packet, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out ArpPacket packet)
    {
        packet = default;
        if (bytes.Length < Length)
        {
            return Refusal.Truncated;
        }

        ulong head = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        var operation = (ArpOperation)(ushort)head;
        if (head >> 16 != EthernetIpv4 || operation is not (ArpOperation.Request or ArpOperation.Reply))
        {
            return Refusal.UnsupportedArp;
        }

        packet = new ArpPacket(
            operation, MacAddress.Read(bytes[8..]), IpAddress.ReadIpv4(bytes[14..]), MacAddress.Read(bytes[18..]), IpAddress.ReadIpv4(bytes[24..]));

        // A sender that is everybody would make us send to everybody.
        bool badSender = packet.SenderHardware.IsGroup || packet.SenderAddress.IsMulticast || packet.SenderAddress.IsLimitedBroadcast;
        return badSender ? Refusal.BadSource : Refusal.None;
    }

    /// <summary>Writes the packet.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes.</param>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> buffer)
    {
        BinaryPrimitives.WriteUInt64BigEndian(buffer, EthernetIpv4 << 16 | (ushort)Operation);
        SenderHardware.Write(buffer[8..]);
        SenderAddress.Write(buffer[14..]);
        TargetHardware.Write(buffer[18..]);
        TargetAddress.Write(buffer[24..]);
        return Length;
    }
}
