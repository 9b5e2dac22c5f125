using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Wire;

/// <summary>A view of an ICMPv6 message (RFC 4443): a head of 8 bytes and a body.</summary>
public readonly ref struct Icmpv6Message
{
    /// <summary>The head's length in bytes.</summary>
    public const int HeaderLength = 8;

    private const byte FirstInformational = 128;

    private readonly ReadOnlySpan<byte> _bytes;

    private Icmpv6Message(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>What the message is.</summary>
    public Icmpv6Type Type => (Icmpv6Type)_bytes[0];

    /// <summary>The type's detail.</summary>
    public byte Code => _bytes[1];

    /// <summary>The four bytes after the checksum; their meaning is the type's.</summary>
    public uint Rest => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>An echo's identifier.</summary>
    public ushort EchoIdentifier => (ushort)(Rest >> 16);

    /// <summary>An echo's sequence number.</summary>
    public ushort EchoSequence => (ushort)Rest;

    /// <summary>The MTU of "packet too big".</summary>
    public uint Mtu => Rest;

    /// <summary>What follows the head: an echo's data, the packet that the message is about, or a neighbour message's body.</summary>
    public ReadOnlySpan<byte> Body => _bytes[HeaderLength..];

    /// <summary>Whether the message tells of an error, so that none is ever sent about it (RFC 4443 section 2.4).</summary>
    public bool IsError => _bytes[0] < FirstInformational;

    /// <summary>Reads a message and verifies its checksum.</summary>
    /// <param name="bytes">The payload of the IPv6 packet.</param>
    /// <param name="source">The packet's sender.</param>
    /// <param name="destination">The packet's receiver.</param>
    /// <param name="message">A view of the bytes, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, in IpAddress source, in IpAddress destination, out Icmpv6Message message)
    {
        message = default;
        if (bytes.Length < HeaderLength)
        {
            return Refusal.Truncated;
        }

        ulong sum = PseudoHeader.Sum(source, destination, IpProtocol.Icmpv6, bytes.Length);
        if (!InternetChecksum.IsValid(InternetChecksum.Add(bytes, sum)))
        {
            return Refusal.BadChecksum;
        }

        message = new Icmpv6Message(bytes);
        return Refusal.None;
    }

    /// <summary>Writes the head of a message, with the checksum, over a body that stands behind it already.</summary>
    /// <param name="message">The whole message: room for the head, and the body.</param>
    /// <param name="type">What the message is.</param>
    /// <param name="code">The type's detail.</param>
    /// <param name="rest">The four bytes after the checksum.</param>
    /// <param name="source">The packet's sender.</param>
    /// <param name="destination">The packet's receiver.</param>
    public static void Write(Span<byte> message, Icmpv6Type type, byte code, uint rest, in IpAddress source, in IpAddress destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)type << 24 | (uint)code << 16);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], rest);
        ulong sum = PseudoHeader.Sum(source, destination, IpProtocol.Icmpv6, message.Length);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Finish(InternetChecksum.Add(message, sum)));
    }
}
