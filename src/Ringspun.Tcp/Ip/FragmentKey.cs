using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Ip;

/// <summary>What the fragments of one datagram have in common (RFC 791 section 3.2; RFC 8200 section 4.5, where the protocol does not count).</summary>
/// <param name="Source">The sender.</param>
/// <param name="Destination">The receiver.</param>
/// <param name="Protocol">IPv4's protocol; of IPv6 always the fragment header's number.</param>
/// <param name="Identification">The datagram's name.</param>
internal readonly record struct FragmentKey(IpAddress Source, IpAddress Destination, IpProtocol Protocol, uint Identification);
