using System.Buffers.Binary;

namespace Ringspun.Tcp.Wire;

/// <summary>IPv6's fragment header (RFC 8200 section 4.5).</summary>
/// <param name="NextHeader">What the fragmented part begins with.</param>
/// <param name="Offset">Where the fragment belongs in the fragmented part, in bytes: a multiple of 8.</param>
/// <param name="MoreFragments">Whether others follow.</param>
/// <param name="Identification">Names the packet that this is a fragment of.</param>
public readonly record struct Ipv6FragmentHeader(IpProtocol NextHeader, int Offset, bool MoreFragments, uint Identification)
{
    /// <summary>The length in bytes.</summary>
    public const int Length = 8;

    /// <summary>A fragment that is the whole: offset 0, no more (RFC 6946). It is never put together with others.</summary>
    public bool IsAtomic => Offset == 0 && !MoreFragments;

    /// <summary>Reads the first 8 bytes.</summary>
    /// <param name="bytes">At least 8.</param>
    public static Ipv6FragmentHeader Read(ReadOnlySpan<byte> bytes)
    {
        ushort word = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        return new Ipv6FragmentHeader((IpProtocol)bytes[0], word & 0xFFF8, (word & 1) != 0, BinaryPrimitives.ReadUInt32BigEndian(bytes[4..]));
    }

    /// <summary>Writes the header.</summary>
    /// <param name="buffer">At least <see cref="Length"/> bytes.</param>
    public void Write(Span<byte> buffer)
    {
        buffer[0] = (byte)NextHeader;
        buffer[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(buffer[2..], (ushort)((Offset & 0xFFF8) | (MoreFragments ? 1 : 0)));
        BinaryPrimitives.WriteUInt32BigEndian(buffer[4..], Identification);
    }
}
