using System.Buffers.Binary;

namespace Ringspun.Linux.Devices;

/// <summary>
/// What TUN devices and packet sockets say about a packet in the ten bytes in front of it: struct virtio_net_hdr
/// (source: virtio 1.3, section 5.1.6; linux/virtio_net.h). The default value is that of an ordinary, complete packet.
/// </summary>
/// <remarks>The kernel has the fields in the machine's byte order; both processors that this room knows are little-endian.</remarks>
public readonly record struct VirtioNetHeader
{
    /// <summary>The header's length in bytes.</summary>
    public const int Length = 10;

    private const byte Ecn = 0x80;

    /// <summary>What is known of the checksum.</summary>
    public VirtioNetFlags Flags { get; init; }

    /// <summary>What the packet is to be cut into, or was made of.</summary>
    public VirtioNetSegmentation Segmentation { get; init; }

    /// <summary>Whether the super-segment carries CWR, which its first segment alone is to have (VIRTIO_NET_HDR_GSO_ECN).</summary>
    public bool HasEcn { get; init; }

    /// <summary>
    /// A hint at the length in bytes of all headers up to the data. Packets from the kernel may say more, the length of what lies in one piece: to find
    /// the data, parse the headers.
    /// </summary>
    public ushort HeaderLength { get; init; }

    /// <summary>The data of each segment of a super-segment in bytes, but the last, which may have less.</summary>
    public ushort SegmentSize { get; init; }

    /// <summary>With <see cref="VirtioNetFlags.NeedsChecksum"/> where the sum begins, in bytes from the packet's beginning.</summary>
    public ushort ChecksumStart { get; init; }

    /// <summary>With <see cref="VirtioNetFlags.NeedsChecksum"/> where the sum's field lies, in bytes from <see cref="ChecksumStart"/>.</summary>
    public ushort ChecksumOffset { get; init; }

    /// <summary>Whether the checksum is left to the receiver of the packet.</summary>
    public bool NeedsChecksum => (Flags & VirtioNetFlags.NeedsChecksum) != 0;

    /// <summary>Whether the upper layer's checksum need not be verified: it was, or it was never computed because the packet has not left the host.</summary>
    public bool IsChecksumTrusted => (Flags & (VirtioNetFlags.NeedsChecksum | VirtioNetFlags.DataValid)) != 0;

    /// <summary>A packet whose checksum is left to the device; its field holds the sum of the pseudo header.</summary>
    /// <param name="start">Where the sum begins.</param>
    /// <param name="offset">Where its field lies, from there.</param>
    public static VirtioNetHeader Partial(int start, int offset) => new()
    {
        Flags = VirtioNetFlags.NeedsChecksum,
        ChecksumStart = (ushort)start,
        ChecksumOffset = (ushort)offset,
    };

    /// <summary>A super-segment, whose checksums and headers the device makes.</summary>
    /// <param name="segmentation">What it is cut into.</param>
    /// <param name="segmentSize">The data of each segment in bytes.</param>
    /// <param name="headerLength">The bytes of all headers up to the data.</param>
    /// <param name="start">Where the sum begins.</param>
    /// <param name="offset">Where its field lies, from there.</param>
    public static VirtioNetHeader Segmented(VirtioNetSegmentation segmentation, int segmentSize, int headerLength, int start, int offset) => new()
    {
        Flags = VirtioNetFlags.NeedsChecksum,
        Segmentation = segmentation,
        SegmentSize = (ushort)segmentSize,
        HeaderLength = (ushort)headerLength,
        ChecksumStart = (ushort)start,
        ChecksumOffset = (ushort)offset,
    };

    /// <summary>Reads the header in front of a packet and checks it against the packet.</summary>
    /// <param name="bytes">The header and the whole packet behind it.</param>
    /// <param name="header">The header; the default value when it is refused.</param>
    /// <returns>Why it is refused, or <see cref="VirtioNetRefusal.None"/>.</returns>
    public static VirtioNetRefusal Read(ReadOnlySpan<byte> bytes, out VirtioNetHeader header)
    {
        header = default;
        if (bytes.Length < Length)
        {
            return VirtioNetRefusal.Truncated;
        }

        byte segmentation = bytes[1];
        VirtioNetHeader read = new()
        {
            Flags = (VirtioNetFlags)bytes[0],
            Segmentation = (VirtioNetSegmentation)(segmentation & ~Ecn),
            HasEcn = (segmentation & Ecn) != 0,
            HeaderLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            SegmentSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]),
            ChecksumStart = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
            ChecksumOffset = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
        };
        VirtioNetRefusal refusal = read.Check(bytes.Length - Length);
        if (refusal == VirtioNetRefusal.None)
        {
            header = read;
        }

        return refusal;
    }

    /// <summary>Writes the header.</summary>
    /// <param name="bytes">Where to: the <see cref="Length"/> bytes in front of the packet.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no room.</exception>
    public void Write(Span<byte> bytes)
    {
        bytes = bytes[..Length];
        bytes[0] = (byte)Flags;
        bytes[1] = (byte)((byte)Segmentation | (HasEcn ? Ecn : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], SegmentSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], ChecksumStart);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], ChecksumOffset);
    }

    /// <summary>Whether the header fits a packet: what the kernel asks of it, too.</summary>
    /// <param name="packetLength">The packet's length in bytes, without this header.</param>
    /// <returns>Why not, or <see cref="VirtioNetRefusal.None"/>.</returns>
    public VirtioNetRefusal Check(int packetLength)
    {
        if (Segmentation is not (VirtioNetSegmentation.None or VirtioNetSegmentation.Tcp4 or VirtioNetSegmentation.Tcp6 or VirtioNetSegmentation.Udp)
            || (HasEcn && Segmentation is not (VirtioNetSegmentation.Tcp4 or VirtioNetSegmentation.Tcp6)))
        {
            return VirtioNetRefusal.Segmentation;
        }

        if (Segmentation != VirtioNetSegmentation.None && SegmentSize == 0)
        {
            return VirtioNetRefusal.SegmentSize;
        }

        if (HeaderLength > packetLength)
        {
            return VirtioNetRefusal.HeaderLength;
        }

        return NeedsChecksum && ChecksumStart + ChecksumOffset + sizeof(ushort) > packetLength
            ? VirtioNetRefusal.Checksum
            : VirtioNetRefusal.None;
    }
}
