using System.Buffers;
using System.Globalization;
using System.Text;
using Ringspun.Http.Parsing;
using Ringspun.Linux;

namespace Ringspun.Http;

/// <summary>A request whose bytes are made once, to be sent any number of times without making them again.</summary>
/// <remarks>
/// Immutable, so any loop may send it; but a send counts references to the bytes, and loops that share them take them away from one another:
/// give each loop a request of its own. Dispose of it when no connection sends it any more; a send that is under way keeps the bytes alive.
/// </remarks>
public sealed class PreparedRequest : IDisposable
{
    private PreparedRequest(string method, string host, string target, Chunk bytes)
    {
        Method = method;
        Host = host;
        Target = target;
        Bytes = bytes;
        IsHead = method == "HEAD";
    }

    /// <summary>The method.</summary>
    public string Method { get; }

    /// <summary>What the Host field says.</summary>
    public string Host { get; }

    /// <summary>The request target, path and query.</summary>
    public string Target { get; }

    /// <summary>The length of the whole request in bytes.</summary>
    public int Length => Bytes.Length;

    /// <summary>What the body of a response must contain, for <see cref="ExpectInBody"/>; null: anything will do.</summary>
    public BodyPattern? Expected { get; private init; }

    /// <summary>Whether the response will have no body, whatever its head says (RFC 9112 section 6.3).</summary>
    internal bool IsHead { get; }

    /// <summary>Whether the request announces that it is the connection's last.</summary>
    internal bool SaysClose { get; private init; }

    /// <summary>The bytes, in one piece.</summary>
    internal Chunk Bytes { get; }

    /// <summary>Prepares a request for a URL.</summary>
    /// <param name="method">The method, as it is to be sent: <c>GET</c>, not <c>get</c>.</param>
    /// <param name="url">An absolute http or https URL; a fragment is not sent.</param>
    /// <param name="fields">Header fields in the order in which they are to be sent; a Host among them replaces the URL's.</param>
    /// <param name="body">The body; its Content-Length is added.</param>
    /// <param name="expected">What the body of a response must contain; null: anything will do.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">Something cannot be sent as it is: the message says what.</exception>
    public static PreparedRequest Create(
        string method, Uri url, IReadOnlyList<KeyValuePair<string, string>>? fields = null, ReadOnlySpan<byte> body = default,
        BodyPattern? expected = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps) || url.UserInfo.Length > 0)
        {
            throw new ArgumentException($"'{url.OriginalString}' is not an absolute http or https URL without user information.", nameof(url));
        }

        string name = url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost;
        string host = url.IsDefaultPort ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{url.Port}");
        return Create(method, host, url.PathAndQuery, fields, body, expected);
    }

    /// <summary>Prepares a request for a target of a host.</summary>
    /// <param name="method">The method, as it is to be sent.</param>
    /// <param name="host">What the Host field is to say: a host with an optional port.</param>
    /// <param name="target">Path and query, beginning with a slash; <c>*</c> for OPTIONS.</param>
    /// <param name="fields">Header fields in the order in which they are to be sent; a Host among them replaces <paramref name="host"/>.</param>
    /// <param name="body">The body; its Content-Length is added.</param>
    /// <param name="expected">What the body of a response must contain; null: anything will do.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentException">Something cannot be sent as it is: the message says what.</exception>
    public static PreparedRequest Create(
        string method, string host, string target, IReadOnlyList<KeyValuePair<string, string>>? fields = null, ReadOnlySpan<byte> body = default,
        BodyPattern? expected = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(method);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentException.ThrowIfNullOrEmpty(target);
        fields ??= [];
        host = FindHost(fields) ?? host;
        CheckRequestLine(method, host, target);

        bool saysClose = false;
        var head = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{method} {target} HTTP/1.1\r\nHost: {host}\r\n");
        foreach ((string name, string value) in fields)
        {
            CheckField(name, value);
            if (!Is(name, "Host"))
            {
                head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
                saysClose |= Is(name, "Connection") && value.Split(',', StringSplitOptions.TrimEntries).Contains("close", StringComparer.OrdinalIgnoreCase);
            }
        }

        // RFC 9110 section 8.6: a method that usually has a body says so when there is none.
        if (body.Length > 0 || method is "POST" or "PUT" or "PATCH")
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
        Chunk chunk = NativeChunk.Allocate(bytes.Length + body.Length);
        bytes.CopyTo(chunk.Span);
        body.CopyTo(chunk.Span[bytes.Length..]);
        return new PreparedRequest(method, host, target, chunk.Seal()) { SaysClose = saysClose, Expected = expected };
    }

    /// <summary>Gives the memory back, now or when the last send of it has ended. Not to be called twice.</summary>
    public void Dispose() => Bytes.Release();

    private static string? FindHost(IReadOnlyList<KeyValuePair<string, string>> fields)
    {
        string? host = null;
        foreach ((string name, string value) in fields)
        {
            if (Is(name, "Host"))
            {
                host = host is null ? value : throw new ArgumentException("There is one Host field in a request, no more (RFC 9112 section 3.2).", nameof(fields));
            }
        }

        return host;
    }

    private static void CheckRequestLine(string method, string host, string target)
    {
        if (!Fits(method, Grammar.Token))
        {
            throw new ArgumentException($"'{method}' is no method: it is made of letters, digits and !#$%&'*+-.^_`|~.", nameof(method));
        }

        if (method == "CONNECT")
        {
            throw new ArgumentException("CONNECT makes a connection something else than HTTP; it cannot be prepared.", nameof(method));
        }

        if (!HostField.IsValid(Encoding.UTF8.GetBytes(host)))
        {
            throw new ArgumentException($"'{host}' is no host with an optional port.", nameof(host));
        }

        bool hasForm = target[0] == '/' || (target == "*" && method == "OPTIONS");
        if (!hasForm || Encoding.UTF8.GetBytes(target).AsSpan().ContainsAny(Grammar.NotInTarget))
        {
            throw new ArgumentException(
                $"'{target}' is no request target: it begins with a slash, and all but visible ASCII is percent-encoded, as are \" # < and >.", nameof(target));
        }
    }

    private static void CheckField(string name, string value)
    {
        if (!Fits(name, Grammar.Token))
        {
            throw new ArgumentException($"'{name}' is no field name: it is made of letters, digits and !#$%&'*+-.^_`|~.", nameof(name));
        }

        if (Encoding.UTF8.GetBytes(value).AsSpan().ContainsAny(Grammar.NotInFieldValue))
        {
            throw new ArgumentException($"The value of {name} has a control character in it.", nameof(value));
        }

        if (Is(name, "Content-Length") || Is(name, "Transfer-Encoding"))
        {
            throw new ArgumentException($"{name} follows from the body; it cannot be chosen.", nameof(name));
        }
    }

    private static bool Is(string name, string known) => name.Equals(known, StringComparison.OrdinalIgnoreCase);

    private static bool Fits(string text, SearchValues<byte> allowed) =>
        text.Length > 0 && !Encoding.UTF8.GetBytes(text).AsSpan().ContainsAnyExcept(allowed);
}
