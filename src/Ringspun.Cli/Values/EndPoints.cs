using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Ringspun.Cli.Values;

/// <summary>Where to listen: <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c> or <c>unix:/run/site.sock</c>.</summary>
internal static class EndPoints
{
    private const string UnixPrefix = "unix:";
    private const int LongestUnixPath = 107;

    public static bool TryRead(string text, out EndPoint value, out string expected)
    {
        expected = "ADDR:PORT ([ADDR]:PORT for IPv6) or unix:/path";
        value = new IPEndPoint(IPAddress.Loopback, 0);
        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            string path = text[UnixPrefix.Length..];
            if (path.Length == 0 || path.Contains('\0', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(path) > LongestUnixPath)
            {
                expected = $"unix: and a path of 1 to {LongestUnixPath} bytes";
                return false;
            }

            value = new UnixDomainSocketEndPoint(path);
            return true;
        }

        int colon = text.LastIndexOf(':');
        if (colon < 0
            || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port)
            || !TryReadAddress(text[..colon], out IPAddress address))
        {
            return false;
        }

        value = new IPEndPoint(address, port);
        return true;
    }

    /// <summary>The endpoint as a client would name it.</summary>
    /// <param name="scheme">What is before an IP address, such as <c>http</c>.</param>
    /// <param name="endPoint">The endpoint.</param>
    public static string Url(string scheme, EndPoint endPoint) => endPoint switch
    {
        UnixDomainSocketEndPoint unix => $"{UnixPrefix}{unix}",
        _ => $"{scheme}://{endPoint}",
    };

    private static bool TryReadAddress(string text, out IPAddress address)
    {
        address = IPAddress.Loopback;
        if (text == "localhost")
        {
            return true;
        }

        bool bracketed = text.Length > 2 && text[0] == '[' && text[^1] == ']';
        if (!IPAddress.TryParse(bracketed ? text[1..^1] : text, out IPAddress? parsed))
        {
            return false;
        }

        // "1" and "127.1" are addresses to the C library and mistakes to everybody else.
        bool isV6 = parsed.AddressFamily == AddressFamily.InterNetworkV6;
        address = parsed;
        return isV6 == bracketed && (isV6 || text.Count(c => c == '.') == 3);
    }
}
