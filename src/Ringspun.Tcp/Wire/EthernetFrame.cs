using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Wire;

/// <summary>An Ethernet II frame without its preamble and frame check sequence.</summary>
public readonly ref struct EthernetFrame
{
    /// <summary>The header's length in bytes.</summary>
    public const int HeaderLength = 14;

    // IEEE 802.3 clause 3.2.6: from this value on the field is a type, below it a length.
    private const ushort FirstType = 0x0600;

    private readonly ReadOnlySpan<byte> _bytes;

    private EthernetFrame(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>Whom the frame is for.</summary>
    public MacAddress Destination => MacAddress.Read(_bytes);

    /// <summary>Who sent it.</summary>
    public MacAddress Source => MacAddress.Read(_bytes[6..]);

    /// <summary>What it carries.</summary>
    public EtherType Type => (EtherType)BinaryPrimitives.ReadUInt16BigEndian(_bytes[12..]);

    /// <summary>What follows the header; may have padding at its end.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>Reads a frame.</summary>
    /// <param name="bytes">The frame.</param>
    /// <param name="frame">A view of the bytes, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out EthernetFrame frame)
    {
        frame = default;
        if (bytes.Length < HeaderLength)
        {
            return Refusal.Truncated;
        }

        if (BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]) < FirstType)
        {
            return Refusal.LengthField;
        }

        frame = new EthernetFrame(bytes);
        return frame.Source.IsGroup ? Refusal.BadSource : Refusal.None;
    }

    /// <summary>Writes a header.</summary>
    /// <param name="buffer">At least <see cref="HeaderLength"/> bytes; the payload follows there.</param>
    /// <param name="destination">Whom the frame is for.</param>
    /// <param name="source">Who sends it.</param>
    /// <param name="type">What it carries.</param>
    public static void Write(Span<byte> buffer, MacAddress destination, MacAddress source, EtherType type)
    {
        destination.Write(buffer);
        source.Write(buffer[6..]);
        BinaryPrimitives.WriteUInt16BigEndian(buffer[12..], (ushort)type);
    }
}
