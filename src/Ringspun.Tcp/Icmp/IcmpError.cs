namespace Ringspun.Tcp.Icmp;

/// <summary>What an ICMP error means to a connection.</summary>
/// <param name="Kind">Its weight.</param>
/// <param name="Mtu">The MTU that was told; 0 when none was.</param>
internal readonly record struct IcmpError(IcmpErrorKind Kind, int Mtu = 0);
