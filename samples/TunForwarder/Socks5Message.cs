using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Ringspun.Samples.TunForwarder;

/// <summary>What a client says to a SOCKS5 proxy, in bytes (RFC 1928, RFC 1929).</summary>
internal static class Socks5Message
{
    /// <summary>The version that every message and answer begins with, but for those about name and password.</summary>
    public const byte Version = 5;

    /// <summary>What begins the messages about name and password (RFC 1929 section 2).</summary>
    public const byte CredentialVersion = 1;

    /// <summary>The method that asks for no name.</summary>
    public const byte NoAuthentication = 0;

    /// <summary>The method of RFC 1929.</summary>
    public const byte UserAndPassword = 2;

    /// <summary>What the proxy says when it likes none of the methods.</summary>
    public const byte NoMethod = 0xFF;

    /// <summary>Kind of address: four bytes follow.</summary>
    public const byte Ipv4 = 1;

    /// <summary>Kind of address: a length and so many bytes follow.</summary>
    public const byte Name = 3;

    /// <summary>Kind of address: sixteen bytes follow.</summary>
    public const byte Ipv6 = 4;

    private const byte Connect = 1;
    private const int HeadLength = 4;

    /// <summary>The first message: which methods the client can do (RFC 1928 section 3).</summary>
    public static byte[] Greet(Socks5Proxy proxy) =>
        proxy.User.IsEmpty ? [Version, 1, NoAuthentication] : [Version, 2, NoAuthentication, UserAndPassword];

    /// <summary>Name and password (RFC 1929 section 2).</summary>
    public static byte[] Authenticate(Socks5Proxy proxy) =>
        [CredentialVersion, (byte)proxy.User.Length, .. proxy.User.Span, (byte)proxy.Password.Length, .. proxy.Password.Span];

    /// <summary>Asks for a connection (RFC 1928 section 4). A name goes as it is: the proxy looks it up.</summary>
    /// <returns>The message; null for what cannot be said: a name that is not ASCII or longer than 255 bytes, an IPv6 address with a zone.</returns>
    public static byte[]? TryConnect(string host, ushort port)
    {
        Span<byte> portBytes = stackalloc byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(portBytes, port);
        if (!IPAddress.TryParse(host, out IPAddress? address))
        {
            return host.Length is > 0 and <= byte.MaxValue && Ascii.IsValid(host)
                ? [Version, Connect, 0, Name, (byte)host.Length, .. Encoding.ASCII.GetBytes(host), .. portBytes]
                : null;
        }

        byte[] bytes = address.GetAddressBytes();
        bool isIpv4 = bytes.Length == sizeof(uint);
        return !isIpv4 && address.ScopeId != 0 ? null : [Version, Connect, 0, isIpv4 ? Ipv4 : Ipv6, .. bytes, .. portBytes];
    }

    /// <summary>How long the answer to a request is, which its first five bytes say (RFC 1928 section 6).</summary>
    /// <returns>The length with those bytes; 0: the kind of address is none.</returns>
    public static int LengthOfAnswer(ReadOnlySpan<byte> start) => start[HeadLength - 1] switch
    {
        Ipv4 => HeadLength + sizeof(uint) + sizeof(ushort),
        Ipv6 => HeadLength + 16 + sizeof(ushort),
        Name => HeadLength + 1 + start[HeadLength] + sizeof(ushort),
        _ => 0,
    };
}
