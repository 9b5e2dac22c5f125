using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Wire;

/// <summary>A view of a TCP segment (RFC 9293 section 3.1).</summary>
public readonly ref struct TcpSegment
{
    private readonly ReadOnlySpan<byte> _bytes;

    private TcpSegment(ReadOnlySpan<byte> bytes, Ecn ecn)
    {
        _bytes = bytes;
        Ecn = ecn;
    }

    /// <summary>The sender's port.</summary>
    public ushort SourcePort => BinaryPrimitives.ReadUInt16BigEndian(_bytes);

    /// <summary>The receiver's port.</summary>
    public ushort DestinationPort => BinaryPrimitives.ReadUInt16BigEndian(_bytes[2..]);

    /// <summary>SEG.SEQ.</summary>
    public uint Sequence => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>SEG.ACK; counts with <see cref="TcpFlags.Ack"/>.</summary>
    public uint Acknowledgment => BinaryPrimitives.ReadUInt32BigEndian(_bytes[8..]);

    /// <summary>The header's length with its options: 20 to 60 bytes.</summary>
    public int HeaderLength => _bytes[12] >> 4 << 2;

    /// <summary>The control bits. The reserved ones beside them are ignored (RFC 9293 section 3.1).</summary>
    public TcpFlags Flags => (TcpFlags)_bytes[13];

    /// <summary>SEG.WND as it stands there, not scaled.</summary>
    public ushort Window => BinaryPrimitives.ReadUInt16BigEndian(_bytes[14..]);

    /// <summary>SEG.UP; counts with <see cref="TcpFlags.Urg"/>.</summary>
    public ushort UrgentPointer => BinaryPrimitives.ReadUInt16BigEndian(_bytes[18..]);

    /// <summary>What the IP header said of congestion.</summary>
    internal Ecn Ecn { get; }

    /// <summary>The options.</summary>
    public ReadOnlySpan<byte> Options => _bytes[TcpHeader.Length..HeaderLength];

    /// <summary>The data.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>SEG.LEN: the data, and one for each of SYN and FIN.</summary>
    public uint SequenceLength =>
        (uint)(_bytes.Length - HeaderLength) + ((Flags & TcpFlags.Syn) != 0 ? 1u : 0) + ((Flags & TcpFlags.Fin) != 0 ? 1u : 0);

    /// <summary>Reads a segment. Verify its checksum by <see cref="IsIntact"/>.</summary>
    /// <param name="bytes">The payload of the IP packet.</param>
    /// <param name="segment">A view of the bytes, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out TcpSegment segment) => TryParse(bytes, Ecn.NotCapable, out segment);

    /// <summary>Reads a segment. Verify its checksum by <see cref="IsIntact"/>.</summary>
    /// <param name="bytes">The payload of the IP packet.</param>
    /// <param name="ecn">What the IP header says of congestion.</param>
    /// <param name="segment">A view of the bytes, when nothing is refused.</param>
    internal static Refusal TryParse(ReadOnlySpan<byte> bytes, Ecn ecn, out TcpSegment segment)
    {
        segment = default;
        if (bytes.Length < TcpHeader.Length)
        {
            return Refusal.Truncated;
        }

        int headerLength = bytes[12] >> 4 << 2;
        if (headerLength < TcpHeader.Length || headerLength > bytes.Length)
        {
            return Refusal.BadHeaderLength;
        }

        segment = new TcpSegment(bytes, ecn);
        if (segment.SourcePort == 0 || segment.DestinationPort == 0)
        {
            return Refusal.PortZero;
        }

        bool begins = (segment.Flags & TcpFlags.Syn) != 0;
        bool ends = (segment.Flags & (TcpFlags.Fin | TcpFlags.Rst)) != 0;
        bool acknowledges = (segment.Flags & TcpFlags.Ack) != 0;
        return begins == ends && (begins || !acknowledges) ? Refusal.BadFlags : Refusal.None;
    }

    /// <summary>Whether the checksum is that of the segment between these addresses.</summary>
    /// <param name="source">The sender.</param>
    /// <param name="destination">The receiver.</param>
    public bool IsIntact(in IpAddress source, in IpAddress destination) =>
        InternetChecksum.IsValid(InternetChecksum.Add(_bytes, PseudoHeader.Sum(source, destination, IpProtocol.Tcp, _bytes.Length)));
}
