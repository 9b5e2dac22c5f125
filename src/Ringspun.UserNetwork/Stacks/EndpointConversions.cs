using System.Net;
using System.Net.Sockets;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <summary>Between .NET's endpoints and the stack's.</summary>
internal static class EndpointConversions
{
    internal static IPEndPoint ToEndPoint(this in Endpoint endpoint) => new(endpoint.Address.ToIpAddress(), endpoint.Port);

    internal static Endpoint ToEndpoint(this IPEndPoint endPoint) => new(endPoint.Address.ToStackAddress(), (ushort)endPoint.Port);

    internal static PeerAddress ToPeerAddress(this in Endpoint endpoint)
    {
        Span<byte> bytes = stackalloc byte[IpAddress.Ipv6Length];
        return PeerAddress.Of(bytes[..endpoint.Address.Write(bytes)], endpoint.Port);
    }

    internal static Endpoint ToEndpoint(this in PeerAddress peer)
    {
        Span<byte> bytes = stackalloc byte[IpAddress.Ipv6Length];
        return new Endpoint(peer.WriteAddress(bytes) == bytes.Length ? IpAddress.ReadIpv6(bytes) : IpAddress.ReadIpv4(bytes), (ushort)peer.Port);
    }

    internal static IpAddress ToStackAddress(this IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[IpAddress.Ipv6Length];
        _ = address.TryWriteBytes(bytes, out _);
        return address.AddressFamily == AddressFamily.InterNetwork ? IpAddress.ReadIpv4(bytes) : IpAddress.ReadIpv6(bytes);
    }

    internal static IPAddress ToIpAddress(this in IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[IpAddress.Ipv6Length];
        int length = address.Write(bytes);
        return new IPAddress(bytes[..length]);
    }
}
