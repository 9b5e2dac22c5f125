using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Checksums;

namespace Ringspun.Tcp.Wire;

/// <summary>A view of an IPv4 packet (RFC 791 section 3.1). Options are skipped: none is understood here (RFC9293 MUST-50).</summary>
public readonly ref struct Ipv4Packet
{
    private const int MaxDatagram = 65_535;

    private readonly ReadOnlySpan<byte> _bytes;

    private Ipv4Packet(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The header's length with its options: 20 to 60 bytes.</summary>
    public int HeaderLength => (_bytes[0] & 15) * 4;

    /// <summary>DSCP and ECN.</summary>
    public byte TrafficClass => _bytes[1];

    /// <summary>Explicit congestion notification.</summary>
    public Ecn Ecn => (Ecn)(_bytes[1] & 3);

    /// <summary>Names the datagram that a fragment is of.</summary>
    public ushort Identification => BinaryPrimitives.ReadUInt16BigEndian(_bytes[4..]);

    /// <summary>Whether routers must not fragment the packet.</summary>
    public bool DontFragment => (FragmentWord & Ipv4Header.DontFragmentBit) != 0;

    /// <summary>Whether this is a fragment that others follow.</summary>
    public bool MoreFragments => (FragmentWord & Ipv4Header.MoreFragmentsBit) != 0;

    /// <summary>Where a fragment belongs, in bytes.</summary>
    public int FragmentOffset => (FragmentWord & 0x1FFF) << 3;

    /// <summary>Whether this is a part of a datagram only.</summary>
    public bool IsFragment => (FragmentWord & 0x3FFF) != 0;

    /// <summary>How many routers may still forward it.</summary>
    public byte TimeToLive => _bytes[8];

    /// <summary>What it carries.</summary>
    public IpProtocol Protocol => (IpProtocol)_bytes[9];

    /// <summary>The sender.</summary>
    public IpAddress Source => IpAddress.ReadIpv4(_bytes[12..]);

    /// <summary>The receiver.</summary>
    public IpAddress Destination => IpAddress.ReadIpv4(_bytes[16..]);

    /// <summary>What follows the header, without any padding of the link.</summary>
    public ReadOnlySpan<byte> Payload => _bytes[HeaderLength..];

    /// <summary>The packet without any padding of the link.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    private ushort FragmentWord => BinaryPrimitives.ReadUInt16BigEndian(_bytes[6..]);

    /// <summary>Reads a packet and verifies its header's checksum.</summary>
    /// <param name="bytes">The packet; the link's padding may follow it.</param>
    /// <param name="packet">A view of the bytes, when nothing is refused.</param>
    public static Refusal TryParse(ReadOnlySpan<byte> bytes, out Ipv4Packet packet)
    {
        packet = default;
        if (bytes.Length < Ipv4Header.Length)
        {
            return Refusal.Truncated;
        }

        if (bytes[0] >> 4 != 4)
        {
            return Refusal.BadVersion;
        }

        int headerLength = (bytes[0] & 15) * 4;
        int totalLength = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (headerLength < Ipv4Header.Length)
        {
            return Refusal.BadHeaderLength;
        }

        if (totalLength < headerLength)
        {
            return Refusal.BadTotalLength;
        }

        if (totalLength > bytes.Length)
        {
            return Refusal.Truncated;
        }

        if (!InternetChecksum.IsValid(InternetChecksum.AddScalar(bytes[..headerLength])))
        {
            return Refusal.BadChecksum;
        }

        packet = new Ipv4Packet(bytes[..totalLength]);
        return packet.Check(totalLength - headerLength);
    }

    private Refusal Check(int payloadLength)
    {
        if (IsFragment && ((MoreFragments && (payloadLength & 7) != 0) || payloadLength == 0 || FragmentOffset + payloadLength > MaxDatagram))
        {
            return Refusal.BadFragment;
        }

        // RFC 1122 section 3.2.1.3: a group or the broadcast is never a source.
        IpAddress source = Source;
        return source.IsMulticast || source.IsLimitedBroadcast ? Refusal.BadSource : Refusal.None;
    }
}
