using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Checksums;

/// <summary>What the checksums of TCP, UDP and ICMPv6 cover besides the packet itself (RFC 9293 section 3.1, RFC 8200 section 8.1).</summary>
public static class PseudoHeader
{
    /// <summary>The sum to begin with.</summary>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The receiver, of the same family.</param>
    /// <param name="protocol">The upper-layer protocol.</param>
    /// <param name="length">The bytes of the upper-layer packet, header included.</param>
    public static ulong Sum(in IpAddress source, in IpAddress destination, IpProtocol protocol, int length)
    {
        ulong sum = source.IsIpv4
            ? (ulong)source.Ipv4 + destination.Ipv4
            : InternetChecksum.Plus(InternetChecksum.Plus(source.High, source.Low), InternetChecksum.Plus(destination.High, destination.Low));

        // Numbers first, bytes last: turning a whole sum round turns each of its words round (RFC 1071 section 2.B).
        sum = InternetChecksum.Plus(sum, (uint)length + (ulong)protocol);
        return BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(sum) : sum;
    }
}
