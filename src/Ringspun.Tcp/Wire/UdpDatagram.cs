using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Wire;

/// <summary>A view of a UDP datagram (RFC 768).</summary>
public readonly ref struct UdpDatagram
{
    /// <summary>The header's length in bytes.</summary>
    public const int HeaderLength = 8;

    /// <summary>Where the checksum stands in the header.</summary>
    public const int ChecksumOffset = 6;

    private readonly ReadOnlySpan<byte> _bytes;

    private UdpDatagram(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The sender's port; 0 when no answer is wanted.</summary>
    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>The receiver's port.</summary>
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>Whether the sender computed a checksum: it may leave it out on IPv4 only (RFC 8200 section 8.1).</summary>
    public bool HasChecksum => BinaryPrimitives.ReadUInt16BigEndian(_bytes[ChecksumOffset..]) != 0;

    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>Reads a datagram. Verify its checksum by <see cref="IsIntact"/>.</summary>
    /// <param name="bytes">The payload of the IP packet.</param>
    /// <param name="datagram">A view of the bytes, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out UdpDatagram datagram)
    {
        datagram = default;
        if (bytes.Length < HeaderLength)
        {
            return Refusal.Truncated;
        }

        int length = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (length < HeaderLength || length > bytes.Length)
        {
            return Refusal.BadLength;
        }

        datagram = new UdpDatagram(bytes[..length]);
        return datagram.DestinationPort == 0 ? Refusal.PortZero : Refusal.None;
    }

    /// <summary>Writes a header with a checksum field of zero, over data that follows it.</summary>
    /// <param name="buffer">At least <see cref="HeaderLength"/> bytes.</param>
    /// <param name="sourcePort">The sender's port.</param>
    /// <param name="destinationPort">The receiver's port.</param>
    /// <param name="payloadLength">0 to 65,527.</param>
    /// <exception cref="ArgumentOutOfRangeException">The data is too long for a datagram.</exception>
    public static void Write(Span<byte> buffer, ushort sourcePort, ushort destinationPort, int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)payloadLength, (uint)(ushort.MaxValue - HeaderLength), nameof(payloadLength));
        BinaryPrimitives.WriteUInt32BigEndian(buffer, (uint)sourcePort << 16 | destinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], (uint)(HeaderLength + payloadLength) << 16);
    }

    /// <summary>The checksum to send for a sum: zero means that there is none, so zero is sent as its other form (RFC 768).</summary>
    /// <param name="sum">The sum over pseudo header, header and data.</param>
    public static ushort FinishChecksum(ulong sum) => InternetChecksum.Finish(sum) is var checksum && checksum == 0 ? ushort.MaxValue : checksum;

    /// <summary>Whether the checksum is that of the datagram between these addresses, or absent where it may be.</summary>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The receiver.</param>
    public bool IsIntact(in IpAddress source, in IpAddress destination) => HasChecksum
        ? InternetChecksum.IsValid(InternetChecksum.Add(_bytes, PseudoHeader.Sum(source, destination, IpProtocol.Udp, _bytes.Length)))
        : source.IsIpv4;
}
