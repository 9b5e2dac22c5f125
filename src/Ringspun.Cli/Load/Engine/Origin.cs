using System.Globalization;
using System.Net;
using System.Net.Security;
using Ringspun.Cli.Load.Requests;

namespace Ringspun.Cli.Load.Engine;

/// <summary>A server that connections go to, and what it is asked for.</summary>
/// <param name="Host">Its name, or its address in letters.</param>
/// <param name="Port">Its port.</param>
/// <param name="IsSecure">Whether it is reached through TLS.</param>
/// <param name="Urls">What it is asked for, in the shares of the weights.</param>
/// <param name="FirstConnection">The number of its first connection, counted over all servers.</param>
/// <param name="Connections">How many connections it gets, at least one.</param>
/// <param name="Share">Its share of all requests, from 0 to 1.</param>
internal sealed record Origin(string Host, int Port, bool IsSecure, IReadOnlyList<WeightedUrl> Urls, int FirstConnection, int Connections, double Share)
{
    /// <summary>Where connections go, in the order in which addresses are tried; set before the run begins.</summary>
    public IReadOnlyList<EndPoint> Addresses { get; set; } = [];

    /// <summary>How TLS is spoken with it; null for not at all. Set before the run begins.</summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>The servers of a run. Connections are shared out by the weights; each server gets one at least.</summary>
    /// <exception cref="CommandFailure">There are more servers than connections.</exception>
    public static IReadOnlyList<Origin> Of(LoadSettings settings)
    {
        IGrouping<(bool, string, int), WeightedUrl>[] groups =
            [.. settings.Urls.GroupBy(url => (url.IsSecure, url.Url.IdnHost.ToUpperInvariant(), url.Url.Port))];
        if (groups.Length > settings.Connections)
        {
            throw new CommandFailure(string.Create(
                CultureInfo.InvariantCulture,
                $"the URLs name {groups.Length} servers, but there are only {settings.Connections} connections; each server needs one (--connections)"));
        }

        double total = settings.Urls.Sum(url => (double)url.Weight);
        double[] shares = [.. groups.Select(group => group.Sum(url => (double)url.Weight) / total)];
        int[] connections = Divide(settings.Connections, shares);
        List<Origin> origins = [];
        int first = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            Uri url = groups[i].First().Url;
            origins.Add(new Origin(url.IdnHost, url.Port, groups[i].First().IsSecure, [.. groups[i]], first, connections[i], shares[i]));
            first += connections[i];
        }

        return origins;
    }

    // Whole numbers nearest to the shares: the rest goes to those who have lost most by rounding down, after everybody has one.
    private static int[] Divide(int count, double[] shares)
    {
        int[] parts = [.. shares.Select(share => Math.Max(1, (int)(count * share)))];
        while (parts.Sum() != count)
        {
            bool tooMany = parts.Sum() > count;
            int[] candidates = [.. Enumerable.Range(0, parts.Length).Where(i => !tooMany || parts[i] > 1)];
            int chosen = tooMany
                ? candidates.MinBy(i => (count * shares[i]) - parts[i])
                : candidates.MaxBy(i => (count * shares[i]) - parts[i]);
            parts[chosen] += tooMany ? -1 : 1;
        }

        return parts;
    }
}
