using System.Net;

namespace Ringspun.Linux.Netlink;

/// <summary>An address of a network interface.</summary>
/// <param name="Local">The kernel's own address, IPv4 or IPv6.</param>
/// <param name="PrefixLength">The bits that the interface's network has in common with it (with a peer: with the peer); up to 32 or 128.</param>
/// <param name="Peer">The address at the other end of a point-to-point link; null without one.</param>
public readonly record struct InterfaceAddress(IPAddress Local, int PrefixLength, IPAddress? Peer = null)
{
    /// <summary>As ip(8) writes it.</summary>
    public override string ToString() => Peer is null ? $"{Local}/{PrefixLength}" : $"{Local} peer {Peer}/{PrefixLength}";
}
