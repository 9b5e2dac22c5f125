using System.Diagnostics.CodeAnalysis;
using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>
/// Where the answers of one server send requests, each prepared once. A redirect to another server than the one that was asked is not followed, and
/// neither is one too many.
/// </summary>
internal sealed class RedirectMap(LoadSettings settings, Origin origin) : IDisposable
{
    // A server that makes up a new place for every request must not fill the memory with them.
    private const int MostPlaces = 10_000;

    private readonly Dictionary<(PreparedRequest From, bool IsFetched, string Location), PreparedRequest?> _followed = [];
    private readonly Dictionary<PreparedRequest, int> _hops = [];

    /// <summary>Finds the request that takes the place of one that was redirected.</summary>
    /// <param name="from">What was asked.</param>
    /// <param name="status">The answer's status.</param>
    /// <param name="location">What the answer's Location says.</param>
    /// <param name="next">What to ask instead.</param>
    /// <returns>False when the redirect is not followed.</returns>
    public bool TryFollow(PreparedRequest from, int status, string location, [NotNullWhen(true)] out PreparedRequest? next)
    {
        // RFC 9110 section 15.4: after 303 the place is fetched; so it is after 301 and 302 when something was posted, as all user agents do.
        bool isFetched = from.Method != "HEAD" && (status == 303 || (status is 301 or 302 && from.Method == "POST"));
        if (!_followed.TryGetValue((from, isFetched, location), out next) && _followed.Count < MostPlaces)
        {
            next = Prepare(from, isFetched, location);
            _followed.Add((from, isFetched, location), next);
        }

        return next is not null;
    }

    public void Dispose()
    {
        foreach (PreparedRequest request in _hops.Keys)
        {
            request.Dispose();
        }
    }

    private PreparedRequest? Prepare(PreparedRequest from, bool isFetched, string location)
    {
        int hops = _hops.GetValueOrDefault(from) + 1;
        UriBuilder asked = new(origin.IsSecure ? Uri.UriSchemeHttps : Uri.UriSchemeHttp, origin.Host, origin.Port);
        if (hops > settings.Redirects
            || !Uri.TryCreate(asked.Uri, from.Target, out Uri? start)
            || !Uri.TryCreate(start, location, out Uri? place)
            || place.Scheme != start.Scheme || place.Port != start.Port || !place.IdnHost.Equals(start.IdnHost, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string method = isFetched ? "GET" : from.Method;
        ReadOnlySpan<byte> body = !isFetched && from.Method == settings.Method && settings.Body is { } bytes ? bytes.Span : default;
        try
        {
            PreparedRequest next = PreparedRequest.Create(method, from.Host, place.PathAndQuery, RequestMix.FieldsOf(settings), body, from.Expected);
            _hops.Add(next, hops);
            return next;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
