using System.Buffers.Binary;

namespace Ringspun.Tcp.Wire;

/// <summary>The fields of a TCP header as values, to be written (RFC 9293 section 3.1).</summary>
public readonly record struct TcpHeader
{
    /// <summary>The length in bytes, without options.</summary>
    public const int Length = 20;

    /// <summary>Where the checksum stands in the header.</summary>
    public const int ChecksumOffset = 16;

    /// <summary>The longest options that the data offset can express.</summary>
    public const int MaxOptionsLength = 40;

    /// <summary>The sender's port.</summary>
    public ushort SourcePort { get; init; }

    /// <summary>The receiver's port.</summary>
    public ushort DestinationPort { get; init; }

    /// <summary>The sequence number of the first byte, or of the SYN.</summary>
    public uint Sequence { get; init; }

    /// <summary>The next sequence number that the sender expects.</summary>
    public uint Acknowledgment { get; init; }

    /// <summary>The control bits.</summary>
    public TcpFlags Flags { get; init; }

    /// <summary>The receive window, not yet scaled.</summary>
    public ushort Window { get; init; }

    /// <summary>Where urgent data ends, counted from the sequence number.</summary>
    public ushort UrgentPointer { get; init; }

    /// <summary>Writes the header with a checksum field of zero.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes; options and data follow there.</param>
    /// <param name="optionsLength">The bytes of the options: a multiple of 4 up to 40.</param>
    /// <exception cref="ArgumentOutOfRangeException">The options' length cannot be expressed.</exception>
    public void Write(Span<byte> buffer, int optionsLength)
    {
        if ((uint)optionsLength > MaxOptionsLength || (optionsLength & 3) != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(optionsLength), optionsLength, "options take a multiple of 4 bytes up to 40");
        }

        Span<byte> header = buffer[..Length];
        BinaryPrimitives.WriteUInt32BigEndian(header, (uint)SourcePort << 16 | DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(header[4..], Sequence);
        BinaryPrimitives.WriteUInt32BigEndian(header[8..], Acknowledgment);
        BinaryPrimitives.WriteUInt32BigEndian(header[12..], (uint)(Length + optionsLength) << 26 | (uint)Flags << 16 | Window);

        // RFC9293 MUST-2: the checksum is always computed; the writer of the data, who sums it while copying, fills it in.
        BinaryPrimitives.WriteUInt32BigEndian(header[16..], UrgentPointer);
    }
}
