using Ringspun.Tcp.Addresses;

namespace Ringspun.Simulation.Internet;

/// <summary>A router's end of a link.</summary>
/// <param name="Link">The link.</param>
/// <param name="Addresses">The router's own addresses there: the sources of its ICMP messages.</param>
internal sealed record RouterInterface(Link Link, IpAddress[] Addresses);
