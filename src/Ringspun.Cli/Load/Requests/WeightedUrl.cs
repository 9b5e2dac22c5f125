using System.Globalization;

namespace Ringspun.Cli.Load.Requests;

/// <summary>A URL and how often it is asked for: <c>http://host/path</c> once, <c>3@http://host/path</c> three times as often.</summary>
/// <param name="Url">An absolute http or https URL.</param>
/// <param name="Weight">At least 1.</param>
internal sealed record WeightedUrl(Uri Url, int Weight = 1)
{
    internal const int GreatestWeight = 1_000_000;

    /// <summary>Whether it is reached through TLS.</summary>
    public bool IsSecure => Url.Scheme == Uri.UriSchemeHttps;

    /// <summary>Path and query, as the request line has them.</summary>
    public string Target => Url.PathAndQuery;

    public static bool TryRead(string text, out WeightedUrl value, out string expected)
    {
        value = null!;
        expected = "http://HOST[:PORT][/PATH] or https://…, with a weight as in 3@http://…, if you like";
        int weight = 1;
        string url = text;
        int at = text.IndexOf('@', StringComparison.Ordinal);
        if (at > 0 && text.AsSpan(0, at).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            if (!int.TryParse(text.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out weight) || weight is < 1 or > GreatestWeight)
            {
                expected = string.Create(CultureInfo.InvariantCulture, $"a weight from 1 to {GreatestWeight} before the '@'");
                return false;
            }

            url = text[(at + 1)..];
        }

        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? parsed)
            || (parsed.Scheme != Uri.UriSchemeHttp && parsed.Scheme != Uri.UriSchemeHttps)
            || parsed.Host.Length == 0 || parsed.Port == 0)
        {
            return false;
        }

        if (parsed.UserInfo.Length > 0)
        {
            expected = "a URL without a password; send one with -H 'Authorization: …'";
            return false;
        }

        value = new WeightedUrl(parsed, weight);
        return true;
    }
}
