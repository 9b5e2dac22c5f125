using System.Buffers.Binary;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Wire;

/// <summary>A view of an ICMP message of IPv4 (RFC 792): a head of 8 bytes and a body.</summary>
public readonly ref struct IcmpMessage
{
    /// <summary>The head's length in bytes.</summary>
    public const int HeaderLength = 8;

    private readonly ReadOnlySpan<byte> _bytes;

    private IcmpMessage(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>What the message is.</summary>
    public IcmpType Type => (IcmpType)_bytes[0];

    /// <summary>The type's detail.</summary>
    public byte Code => _bytes[1];

    /// <summary>The four bytes after the checksum; their meaning is the type's.</summary>
    public uint Rest => BinaryPrimitives.ReadUInt32BigEndian(_bytes[4..]);

    /// <summary>An echo's identifier.</summary>
    public ushort EchoIdentifier => (ushort)(Rest >> 16);

    /// <summary>An echo's sequence number.</summary>
    public ushort EchoSequence => (ushort)Rest;

    /// <summary>The next hop's MTU of "fragmentation needed"; 0 from a router older than RFC 1191.</summary>
    public ushort NextHopMtu => (ushort)Rest;

    /// <summary>What follows the head: an echo's data, or the packet that the message is about.</summary>
    public ReadOnlySpan<byte> Body => _bytes[HeaderLength..];

    /// <summary>Whether the message tells of an error, so that none is ever sent about it (RFC 1122 section 3.2.2).</summary>
    public bool IsError => Type is IcmpType.DestinationUnreachable or IcmpType.SourceQuench or IcmpType.Redirect
        or IcmpType.TimeExceeded or IcmpType.ParameterProblem;

    /// <summary>Reads a message and verifies its checksum.</summary>
    /// <param name="bytes">The payload of the IPv4 packet.</param>
    /// <param name="message">A view of the bytes, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out IcmpMessage message)
    {
        message = default;
        if (bytes.Length < HeaderLength)
        {
            return Refusal.Truncated;
        }

        if (!InternetChecksum.IsValid(InternetChecksum.Add(bytes)))
        {
            return Refusal.BadChecksum;
        }

        message = new IcmpMessage(bytes);
        return Refusal.None;
    }

    /// <summary>Writes the head of a message, with the checksum, over a body that stands behind it already.</summary>
    /// <param name="message">The whole message: room for the head, and the body.</param>
    /// <param name="type">What the message is.</param>
    /// <param name="code">The type's detail.</param>
    /// <param name="rest">The four bytes after the checksum.</param>
    public static void Write(Span<byte> message, IcmpType type, byte code, uint rest)
    {
        BinaryPrimitives.WriteUInt32BigEndian(message, (uint)type << 24 | (uint)code << 16);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], rest);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], InternetChecksum.Finish(InternetChecksum.Add(message)));
    }
}
