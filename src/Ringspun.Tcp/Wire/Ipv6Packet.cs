using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Wire;

/// <summary>A view of an IPv6 packet whose extension headers have been walked (RFC 8200).</summary>
public readonly ref struct Ipv6Packet
{
    private const int MaxDatagram = 65_535;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Ipv6Extensions _extensions;

    private Ipv6Packet(ReadOnlySpan<byte> bytes, scoped in Ipv6Extensions extensions)
    {
        _bytes = bytes;
        _extensions = extensions;
    }

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass => (byte)(BinaryPrimitives.ReadUInt16BigEndian(_bytes) >> 4);

    /// <summary>Explicit congestion notification.</summary>
    public Ecn Ecn => (Ecn)(TrafficClass & 3);

    /// <summary>The flow label.</summary>
    public uint FlowLabel => BinaryPrimitives.ReadUInt32BigEndian(_bytes) & 0xF_FFFF;

    /// <summary>How many routers may still forward it.</summary>
    public byte HopLimit => _bytes[7];

    /// <summary>The sender.</summary>
    public IpAddress Source => IpAddress.ReadIpv6(_bytes[8..]);

    /// <summary>The receiver.</summary>
    public IpAddress Destination => IpAddress.ReadIpv6(_bytes[24..]);

    /// <summary>What the payload is: the upper layer's protocol, or, of a fragment, what the fragmented part begins with.</summary>
    public IpProtocol Protocol => _extensions.Protocol;

    /// <summary>Whether this is a part of a packet only. An atomic fragment is not (RFC 6946).</summary>
    public bool IsFragment => _extensions.IsFragment;

    /// <summary>The fragment header; meaningful when <see cref="IsFragment"/>.</summary>
    public Ipv6FragmentHeader Fragment => _extensions.Fragment;

    /// <summary>What follows the extension headers, without any padding of the link.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[_extensions.PayloadOffset..];

    /// <summary>Where the payload begins.</summary>
    public int PayloadOffset => _extensions.PayloadOffset;

    /// <summary>The packet without any padding of the link.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Where the field lies that names the protocol.</summary>
    internal int NextHeaderOffset => _extensions.NextHeaderOffset;

    /// <summary>Reads a packet and walks its extension headers.</summary>
    /// <param name="bytes">The packet; the link's padding may follow it.</param>
    /// <param name="packet">A view of the bytes, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out Ipv6Packet packet) => TryParse(bytes, out packet, out _);

    /// <summary>Reads a packet and walks its extension headers.</summary>
    /// <param name="bytes">The packet; the link's padding may follow it.</param>
    /// <param name="packet">A view of the bytes, when nothing is refused.</param>
    /// <param name="problem">What an answer by ICMPv6 would point at, when an extension header is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out Ipv6Packet packet, out Ipv6Problem problem)
    {
        packet = default;
        problem = default;
        if (bytes.Length < Ipv6Header.Length)
        {
            return Refusal.Truncated;
        }

        if (bytes[0] >> 4 != 6)
        {
            return Refusal.BadVersion;
        }

        int totalLength = Ipv6Header.Length + BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        if (totalLength > bytes.Length)
        {
            return Refusal.Truncated;
        }

        bytes = bytes[..totalLength];
        IpAddress source = IpAddress.ReadIpv6(bytes[8..]);
        if (source.IsMulticast || source.IsIpv4 || IpAddress.ReadIpv6(bytes[24..]).IsIpv4)
        {
            return Refusal.BadSource;
        }

        Refusal refusal = Ipv6Extensions.Walk(bytes, out Ipv6Extensions extensions, out problem);
        if (refusal != Refusal.None)
        {
            return refusal;
        }

        packet = new Ipv6Packet(bytes, extensions);
        return packet.IsFragment ? packet.CheckFragment(out problem) : Refusal.None;
    }

    private Refusal CheckFragment(out Ipv6Problem problem)
    {
        problem = default;
        int length = _bytes.Length - _extensions.PayloadOffset;
        if (Fragment.MoreFragments && (length & 7) != 0)
        {
            // RFC 8200 section 4.5: the pointer is at the payload length.
            problem = new Ipv6Problem(0, 4, MustAnswer: false, MayAnswer: true);
            return Refusal.BadFragment;
        }

        if (Fragment.Offset + length > MaxDatagram)
        {
            // The same: the pointer is at the fragment offset.
            problem = new Ipv6Problem(0, _extensions.PayloadOffset - Ipv6FragmentHeader.Length + 2, MustAnswer: false, MayAnswer: true);
            return Refusal.BadFragment;
        }

        return length == 0 ? Refusal.BadFragment : Refusal.None;
    }
}
