using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Udp;

/// <summary>The 8 bytes of header that UDP and echoes have, checksum included, as a number whose first byte is the most significant.</summary>
internal static class DatagramHead
{
    public const int Length = 8;

    private const int PortShift = 48;
    private const int ChecksumShift = 32;

    public static ulong OfUdp(in Endpoint source, in Endpoint destination, ReadOnlySpan<byte> data)
    {
        int length = Length + data.Length;
        ulong head = (ulong)source.Port << PortShift | (ulong)destination.Port << 32 | (ulong)length << 16;
        ulong sum = Sum(head, data, PseudoHeader.Sum(source.Address, destination.Address, IpProtocol.Udp, length));
        return head | UdpDatagram.FinishChecksum(sum);
    }

    /// <param name="isRequest">Whether it is a request, not a reply.</param>
    /// <param name="rest">The identifier and the sequence number.</param>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The receiver.</param>
    /// <param name="data">What the other side is to return.</param>
    public static ulong OfEcho(bool isRequest, uint rest, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> data)
    {
        (byte request, byte reply) = source.IsIpv4
            ? ((byte)IcmpType.EchoRequest, (byte)IcmpType.EchoReply)
            : ((byte)Icmpv6Type.EchoRequest, (byte)Icmpv6Type.EchoReply);
        ulong head = (ulong)(isRequest ? request : reply) << 56 | rest;
        ulong pseudo = source.IsIpv4 ? 0 : PseudoHeader.Sum(source, destination, IpProtocol.Icmpv6, Length + data.Length);
        return head | (ulong)InternetChecksum.Finish(Sum(head, data, pseudo)) << ChecksumShift;
    }

    /// <summary>The identifier of an echo, in UDP's terms its port.</summary>
    public static ushort IdentifierOf(ulong head) => (ushort)(head >> 16);

    /// <summary>The sequence number of an echo.</summary>
    public static ushort SequenceOf(ulong head) => (ushort)head;

    private static ulong Sum(ulong head, ReadOnlySpan<byte> data, ulong sum)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, head);
        return InternetChecksum.Add(data, InternetChecksum.AddScalar(bytes, sum));
    }
}
