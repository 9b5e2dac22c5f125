namespace Ringspun.Tcp.Icmp;

/// <summary>The packet that an ICMP error would be about (RFC 4443 section 2.4).</summary>
internal readonly ref struct InvokingPacket
{
    public InvokingPacket(ReadOnlySpan<byte> bytes, int nextHeaderOffset = 0)
    {
        Bytes = bytes;
        NextHeaderOffset = nextHeaderOffset;
    }

    /// <summary>The packet, or its first fragment: of a datagram that came in fragments there is nothing better.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Of IPv6, where the field lies that names the upper layer.</summary>
    public int NextHeaderOffset { get; }
}
