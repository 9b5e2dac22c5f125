namespace Ringspun.Tcp.Addresses;

/// <summary>An address and a port: one end of a connection or of a datagram.</summary>
/// <param name="Address">The address; unspecified where any will do.</param>
/// <param name="Port">The port; 0 where any will do.</param>
public readonly record struct Endpoint(IpAddress Address, ushort Port)
{
    /// <summary>The form <c>10.0.0.1:80</c> or <c>[2001:db8::1]:80</c>.</summary>
    public override string ToString() => Address.IsIpv4 ? $"{Address}:{Port}" : $"[{Address}]:{Port}";
}
