using System.Text;

namespace Ringspun.Samples.TunForwarder;

/// <summary>Where a SOCKS5 proxy is (RFC 1928), and who asks it.</summary>
/// <param name="Host">A name, or an address in letters.</param>
/// <param name="Port">Its port.</param>
internal sealed record Socks5Proxy(string Host, ushort Port)
{
    /// <summary>The port that IANA has given to SOCKS.</summary>
    public const ushort DefaultPort = 1080;

    /// <summary>The longest name and the longest password of RFC 1929, in bytes.</summary>
    public const int LongestCredential = 255;

    /// <summary>The user's name in UTF-8, 1 to 255 bytes; empty: no name is given. Name and password go to the proxy as they are, readable on the way.</summary>
    public ReadOnlyMemory<byte> User { get; init; }

    /// <summary>The user's password in UTF-8, 1 to 255 bytes where there is a name.</summary>
    public ReadOnlyMemory<byte> Password { get; init; }

    /// <summary>
    /// Reads socks5://[USER:PASSWORD@]HOST[:PORT], where other characters than letters and digits may stand as %XX in name and password, and an IPv6 address
    /// in brackets.
    /// </summary>
    /// <returns>The proxy; null for anything else.</returns>
    public static Socks5Proxy? TryParse(string text)
    {
        bool isUri = Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme is "socks5" or "socks5h";
        if (!isUri || uri!.DnsSafeHost.Length == 0 || uri.Port == 0 || uri.PathAndQuery is not ("" or "/") || uri.Fragment.Length > 0)
        {
            return null;
        }

        Socks5Proxy proxy = new(uri.DnsSafeHost, uri.Port < 0 ? DefaultPort : (ushort)uri.Port);
        if (uri.UserInfo.Length == 0)
        {
            return proxy;
        }

        int colon = uri.UserInfo.IndexOf(':', StringComparison.Ordinal);
        byte[] user = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo[..Math.Max(colon, 0)]));
        byte[] password = Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo[(colon + 1)..]));
        bool isBounded = user.Length is > 0 and <= LongestCredential && password.Length is > 0 and <= LongestCredential;
        return isBounded ? proxy with { User = user, Password = password } : null;
    }

    /// <summary>Where it is; the password is nobody's business.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
