using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Ip;

/// <summary>What the fragments of one datagram have in common (RFC 791 section 3.2; RFC 8200 section 4.5, where the protocol does not count).</summary>
/// <param name="Source">The sender.</param>
/// <param name="Destination">The receiver.</param>
/// <param name="Protocol">IPv4's protocol; of IPv6 always the fragment header's number.</param>
/// <param name="Identification">The datagram's name.</param>
internal readonly record struct FragmentKey(IpAddress Source, IpAddress Destination, IpProtocol Protocol, uint Identification)
{
    public FragmentKey(in Ipv4Packet fragment)
        : this(fragment.Source, fragment.Destination, fragment.Protocol, fragment.Identification)
    {
    }

    public FragmentKey(in Ipv6Packet fragment)
        : this(fragment.Source, fragment.Destination, IpProtocol.Fragment, fragment.Fragment.Identification)
    {
    }

    /// <summary>Reads a packet that may be a fragment.</summary>
    /// <param name="packet">An IP packet.</param>
    /// <param name="key">The datagram that it is of, when the result is true.</param>
    /// <returns>False: the packet is no fragment, or cannot be read.</returns>
    public static bool TryRead(ReadOnlySpan<byte> packet, out FragmentKey key)
    {
        key = default;
        if (packet.IsEmpty)
        {
            return false;
        }

        if (packet[0] >> 4 == 4)
        {
            bool isPart = Ipv4Packet.TryParse(packet, out Ipv4Packet ipv4) == Refusal.None && ipv4.IsFragment;
            key = isPart ? new FragmentKey(ipv4) : default;
            return isPart;
        }

        bool isFragment = Ipv6Packet.TryParse(packet, out Ipv6Packet ipv6) == Refusal.None && ipv6.IsFragment;
        key = isFragment ? new FragmentKey(ipv6) : default;
        return isFragment;
    }
}
