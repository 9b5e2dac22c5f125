using Ringspun.Cli.Load.Requests;
using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>
/// What one loop asks one server for, in an order that keeps the weights over every stretch (the URL that is furthest behind its share comes next).
/// Made of one loop's own prepared requests.
/// </summary>
internal sealed class RequestMix : IDisposable
{
    private readonly PreparedRequest[][] _requests;
    private readonly int[] _next;
    private readonly long[] _credits;
    private readonly int[] _weights;
    private readonly long _total;

    private RequestMix(PreparedRequest[][] requests, int[] weights)
    {
        _requests = requests;
        _weights = weights;
        _next = new int[requests.Length];
        _credits = new long[requests.Length];
        _total = weights.Sum(weight => (long)weight);
    }

    /// <summary>Prepares the requests of one server.</summary>
    /// <param name="settings">Method, fields, body, paths and expectations.</param>
    /// <param name="origin">The server.</param>
    /// <param name="part">Where in the list of paths to begin, from 0 to 1: loops that began at the same one would ask for the same all the time.</param>
    /// <exception cref="CommandFailure">Something cannot be sent as it is.</exception>
    public static RequestMix Create(LoadSettings settings, Origin origin, double part)
    {
        List<KeyValuePair<string, string>> fields = FieldsOf(settings);
        BodyPattern? pattern = settings.Expectations.BodyContains is { IsEmpty: false } bytes ? new BodyPattern(bytes.Span) : null;
        try
        {
            PreparedRequest[][] requests = [.. origin.Urls.Select(url => Prepare(settings, url, fields, pattern))];
            RequestMix mix = new(requests, [.. origin.Urls.Select(url => url.Weight)]);
            for (int i = 0; i < requests.Length; i++)
            {
                mix._next[i] = (int)(requests[i].Length * part);
            }

            return mix;
        }
        catch (ArgumentException mistake)
        {
            throw new CommandFailure($"the request cannot be made: {mistake.Message}");
        }
    }

    /// <summary>The fields of every head.</summary>
    public static List<KeyValuePair<string, string>> FieldsOf(LoadSettings settings)
    {
        List<KeyValuePair<string, string>> fields = [.. settings.Headers.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))];
        if (!settings.KeepAlive)
        {
            fields.Add(new("Connection", "close"));
        }

        return fields;
    }

    /// <summary>The next request.</summary>
    public PreparedRequest Next()
    {
        int url = _weights.Length == 1 ? 0 : Pick();
        PreparedRequest[] requests = _requests[url];
        if (requests.Length == 1)
        {
            return requests[0];
        }

        int index = _next[url];
        _next[url] = index + 1 < requests.Length ? index + 1 : 0;
        return requests[index];
    }

    public void Dispose()
    {
        foreach (PreparedRequest request in _requests.SelectMany(requests => requests))
        {
            request.Dispose();
        }
    }

    private static PreparedRequest[] Prepare(LoadSettings settings, WeightedUrl url, List<KeyValuePair<string, string>> fields, BodyPattern? pattern)
    {
        ReadOnlySpan<byte> body = settings.Body is { } bytes ? bytes.Span : default;
        PreparedRequest own = PreparedRequest.Create(settings.Method, url.Url, fields, body, pattern);
        if (settings.Paths.Count == 0)
        {
            return [own];
        }

        string host = own.Host;
        own.Dispose();
        PreparedRequest[] requests = new PreparedRequest[settings.Paths.Count];
        for (int i = 0; i < requests.Length; i++)
        {
            requests[i] = PreparedRequest.Create(settings.Method, host, settings.Paths[i], fields, body, pattern);
        }

        return requests;
    }

    private int Pick()
    {
        int chosen = 0;
        for (int i = 0; i < _weights.Length; i++)
        {
            _credits[i] += _weights[i];
            if (_credits[i] > _credits[chosen])
            {
                chosen = i;
            }
        }

        _credits[chosen] -= _total;
        return chosen;
    }
}
