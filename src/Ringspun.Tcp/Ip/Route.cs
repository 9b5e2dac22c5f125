using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Ip;

/// <summary>Where packets for a block of addresses go.</summary>
/// <param name="Destination">The block; /0 for everything.</param>
/// <param name="Gateway">The next hop; null where the block is on the link.</param>
public sealed record Route(IpPrefix Destination, IpAddress? Gateway = null);
