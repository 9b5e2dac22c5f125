using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;
using Ringspun.Linux.Devices;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>Packets made and read by hand (source: RFC 791, 792, 768, 8200, 9293).</summary>
internal static class TestPacket
{
    public const int Icmp = 1;
    public const int Tcp = 6;
    public const int Udp = 17;
    public const int Syn = 2;
    public const int Push = 8;
    public const int Ack = 16;

    /// <summary>A whole IPv4 or IPv6 packet, whose upper layer is taken as it is.</summary>
    public static byte[] Ip(IPAddress source, IPAddress destination, int protocol, byte[] payload)
    {
        byte[] from = source.GetAddressBytes();
        byte[] to = destination.GetAddressBytes();
        if (from.Length == 16)
        {
            byte[] six = [0x60, 0, 0, 0, .. Big(payload.Length), (byte)protocol, 64, .. from, .. to];
            return [.. six, .. payload];
        }

        byte[] four = [0x45, 0, .. Big(20 + payload.Length), 0, 0, 0x40, 0, 64, (byte)protocol, 0, 0, .. from, .. to];
        BinaryPrimitives.WriteUInt16BigEndian(four.AsSpan(10), (ushort)~Sum(four));
        return [.. four, .. payload];
    }

    public static byte[] Echo(IPAddress source, IPAddress destination, bool isReply, int id, byte[] data)
    {
        byte[] message = [isReply ? (byte)0 : (byte)8, 0, 0, 0, .. Big(id), 0, 1, .. data];
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)~Sum(message));
        return Ip(source, destination, Icmp, message);
    }

    /// <summary>A UDP datagram; with a partial checksum the field holds the sum of the pseudo header.</summary>
    public static byte[] Datagram(IPEndPoint source, IPEndPoint destination, byte[] data, bool isPartial = false)
    {
        byte[] datagram = [.. Big(source.Port), .. Big(destination.Port), .. Big(8 + data.Length), 0, 0, .. data];
        Seal(source.Address, destination.Address, Udp, datagram, 6, isPartial);
        return Ip(source.Address, destination.Address, Udp, datagram);
    }

    /// <summary>A TCP segment, a SYN with a maximum segment size and a window scale of 10.</summary>
    public static byte[] Segment(
        IPEndPoint source, IPEndPoint destination, uint sequence, uint acknowledgment, int flags, byte[] data, bool isPartial = false)
    {
        byte[] options = (flags & Syn) != 0 ? [2, 4, .. Big(1460), 1, 3, 3, 10] : [];
        byte[] segment =
        [
            .. Big(source.Port), .. Big(destination.Port), .. Big4(sequence), .. Big4(acknowledgment),
            (byte)((20 + options.Length) / 4 << 4), (byte)flags, 0xff, 0xff, 0, 0, 0, 0, .. options, .. data,
        ];
        Seal(source.Address, destination.Address, Tcp, segment, 16, isPartial);
        return Ip(source.Address, destination.Address, Tcp, segment);
    }

    /// <summary>Where the upper layer begins; IPv6 extension headers are not made here.</summary>
    public static int HeaderLength(ReadOnlySpan<byte> packet) => packet[0] >> 4 == 6 ? 40 : 20;

    public static int Protocol(ReadOnlySpan<byte> packet) => packet[0] >> 4 == 6 ? packet[6] : packet[9];

    public static ReadOnlySpan<byte> Upper(ReadOnlySpan<byte> packet) => packet[HeaderLength(packet)..];

    public static uint Sequence(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt32BigEndian(Upper(packet)[4..]);

    public static ReadOnlySpan<byte> TcpData(ReadOnlySpan<byte> packet) => Upper(packet)[(Upper(packet)[12] >> 4 << 2)..];

    public static IPEndPoint Source(ReadOnlySpan<byte> packet) => new(
        new IPAddress(packet[0] >> 4 == 6 ? packet[8..24] : packet[12..16]), BinaryPrimitives.ReadUInt16BigEndian(Upper(packet)));

    /// <summary>Whether the upper layer's checksum is right: the sum over it and the pseudo header is all ones.</summary>
    public static bool IsSound(ReadOnlySpan<byte> packet)
    {
        ReadOnlySpan<byte> addresses = packet[0] >> 4 == 6 ? packet[8..40] : packet[12..20];
        ReadOnlySpan<byte> upper = Upper(packet);
        byte[] pseudo = [.. addresses, 0, 0, .. Big(upper.Length), 0, (byte)Protocol(packet)];
        return Sum([.. pseudo, .. upper]) == 0xffff;
    }

    /// <summary>The packet with a device's headroom in front.</summary>
    public static byte[] For(IPacketDevice device, byte[] packet) => [.. new byte[device.SendHeadroom], .. packet];

    /// <summary>Sends a packet from several places: its headers, and pieces of the rest.</summary>
    public static DeviceResult SendGathered(IPacketDevice device, byte[] packet, VirtioNetHeader header, int piece = 7001)
    {
        const int LongestHeaders = 80;
        byte[] pinned = GC.AllocateUninitializedArray<byte>(packet.Length, pinned: true);
        packet.CopyTo(pinned, 0);
        int head = Math.Min(packet.Length, LongestHeaders);
        List<IoVector> rest = [];
        for (int at = head; at < packet.Length; at += piece)
        {
            rest.Add(IoVector.At(Marshal.UnsafeAddrOfPinnedArrayElement(pinned, at), Math.Min(piece, packet.Length - at)));
        }

        return device.SendGathered(0, For(device, packet[..head]), CollectionsMarshal.AsSpan(rest), header);
    }

    private static void Seal(IPAddress source, IPAddress destination, int protocol, byte[] upper, int offset, bool isPartial)
    {
        byte[] pseudo = [.. source.GetAddressBytes(), .. destination.GetAddressBytes(), 0, 0, .. Big(upper.Length), 0, (byte)protocol];
        ushort sum = isPartial ? Sum(pseudo) : (ushort)~Sum([.. pseudo, .. upper]);
        BinaryPrimitives.WriteUInt16BigEndian(upper.AsSpan(offset), sum);
    }

    private static ushort Sum(ReadOnlySpan<byte> bytes)
    {
        ulong sum = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            sum += (ulong)bytes[i] << (i % 2 == 0 ? 8 : 0);
        }

        while (sum > 0xffff)
        {
            sum = (sum & 0xffff) + (sum >> 16);
        }

        return (ushort)sum;
    }

    private static byte[] Big(int value) => [(byte)(value >> 8), (byte)value];

    private static byte[] Big4(uint value) => [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value];
}
