using System.Net;
using System.Net.Sockets;
using Ringspun.Cli.Load.Requests;

namespace Ringspun.Cli.Tests.Load;

public class RequestValueTests
{
    [Theory]
    [InlineData("Accept: text/html", "Accept", "text/html")]
    [InlineData("X-Empty:", "X-Empty", "")]
    [InlineData("Host:example.org:80", "Host", "example.org:80")]
    [InlineData("X:  two  words\t", "X", "two  words")]
    [InlineData("X: caf\u00e9", "X", "caf\u00e9")]
    public void Header_fields_are_read(string text, string name, string value)
    {
        Assert.True(HeaderField.TryRead(text, out HeaderField field, out _));
        Assert.Equal(new HeaderField(name, value), field);
    }

    [Theory]
    [InlineData("", "'Name: value'")]
    [InlineData("Accept", "'Name: value'")]
    [InlineData(": x", "'Name: value'")]
    [InlineData("Accept : x", "letters, digits")]
    [InlineData("Ac cept: x", "letters, digits")]
    [InlineData("X: a\r\nY: b", "one line")]
    [InlineData("X: a\0", "one line")]
    [InlineData("X: \u20ac", "Latin-1")]
    [InlineData("content-length: 5", "--body")]
    [InlineData("Transfer-Encoding: chunked", "Content-Length")]
    [InlineData("Connection: close", "--no-keepalive")]
    public void Fields_that_would_break_the_request_are_refused(string text, string part)
    {
        Assert.False(HeaderField.TryRead(text, out _, out string expected));
        Assert.Contains(part, expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("PROPFIND", true)]
    [InlineData("", false)]
    [InlineData("CONNECT", false)]
    [InlineData("GET /", false)]
    public void Methods_are_tokens(string text, bool understood) => Assert.Equal(understood, Methods.TryRead(text, out _, out _));

    [Theory]
    [InlineData("http://127.0.0.1:8080", "127.0.0.1", 8080, "/", 1, false)]
    [InlineData("http://localhost/a/b?c=d#e", "localhost", 80, "/a/b?c=d", 1, false)]
    [InlineData("https://[::1]/", "[::1]", 443, "/", 1, true)]
    [InlineData("3@http://h/x", "h", 80, "/x", 3, false)]
    [InlineData("http://h/x@y", "h", 80, "/x@y", 1, false)]
    public void Urls_are_read_with_their_weights(string text, string host, int port, string target, int weight, bool secure)
    {
        Assert.True(WeightedUrl.TryRead(text, out WeightedUrl url, out _));
        Assert.Equal((host, port, target, weight, secure), (url.Url.Host, url.Url.Port, url.Target, url.Weight, url.IsSecure));
    }

    [Theory]
    [InlineData("", "http://")]
    [InlineData("127.0.0.1:8080", "http://")]
    [InlineData("/path", "http://")]
    [InlineData("ftp://h/", "http://")]
    [InlineData("http://", "http://")]
    [InlineData("http://h:99999/", "http://")]
    [InlineData("http://h:0/", "http://")]
    [InlineData("http://user:word@h/", "Authorization")]
    [InlineData("0@http://h/", "weight from 1")]
    [InlineData("1000001@http://h/", "weight from 1")]
    [InlineData("99999999999@http://h/", "weight from 1")]
    public void Other_urls_are_refused(string text, string part)
    {
        Assert.False(WeightedUrl.TryRead(text, out _, out string expected));
        Assert.Contains(part, expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1", 1, "127.0.0.1", "127.0.0.1", "127.0.0.1")]
    [InlineData("127.0.0.1-127.0.0.20", 20, "127.0.0.1", "127.0.0.20", "127.0.0.1-127.0.0.20")]
    [InlineData("127.0.0.250-127.0.1.5", 12, "127.0.0.250", "127.0.1.5", "127.0.0.250-127.0.1.5")]
    [InlineData("255.255.255.255", 1, "255.255.255.255", "255.255.255.255", "255.255.255.255")]
    [InlineData("fd00::1-fd00::ff", 255, "fd00::1", "fd00::ff", "fd00::1-fd00::ff")]
    [InlineData("10.0.0.0-10.0.255.255", 65_536, "10.0.0.0", "10.0.255.255", "10.0.0.0-10.0.255.255")]
    public void Address_ranges_are_read(string text, int count, string first, string last, string shown)
    {
        Assert.True(AddressRange.TryRead(text, out AddressRange range, out _));
        Assert.Equal(count, range.Count);
        Assert.Equal(IPAddress.Parse(first), range[0]);
        Assert.Equal(IPAddress.Parse(last), range[count - 1]);
        Assert.Equal(shown, range.ToString());
        Assert.Equal(text.Contains(':', StringComparison.Ordinal) ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, range.Family);
        Assert.Throws<ArgumentOutOfRangeException>(() => range[count]);
    }

    [Theory]
    [InlineData("", "an address")]
    [InlineData("localhost", "an address")]
    [InlineData("127.1", "an address")]
    [InlineData("127.0.0.1-", "an address")]
    [InlineData("127.0.0.1-2-3", "an address")]
    [InlineData("127.0.0.1-20", "an address")]
    [InlineData("fe80::1%lo", "an address")]
    [InlineData("[::1]", "an address")]
    [InlineData("127.0.0.9-127.0.0.1", "lower to a higher")]
    [InlineData("127.0.0.1-::1", "same family")]
    [InlineData("10.0.0.0-10.1.0.0", "at most 65536")]
    [InlineData("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "at most 65536")]
    public void Other_ranges_are_refused(string text, string part)
    {
        Assert.False(AddressRange.TryRead(text, out _, out string expected));
        Assert.Contains(part, expected, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("200", new[] { 200 }, new[] { 199, 201, 0, 1000, -1 })]
    [InlineData("2xx, 304", new[] { 200, 299, 304 }, new[] { 199, 300, 303, 404 })]
    [InlineData("5XX", new[] { 500, 599 }, new[] { 499, 600 })]
    public void Status_sets_are_read(string text, int[] members, int[] others)
    {
        Assert.True(StatusSet.TryRead(text, out StatusSet statuses, out _));
        Assert.All(members, status => Assert.True(statuses.Contains(status)));
        Assert.All(others, status => Assert.False(statuses.Contains(status)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("20")]
    [InlineData("2x")]
    [InlineData("xxx")]
    [InlineData("99")]
    [InlineData("600")]
    [InlineData("200,")]
    [InlineData("200-204")]
    public void Other_status_sets_are_refused(string text) => Assert.False(StatusSet.TryRead(text, out _, out _));

    [Theory]
    [InlineData("500", 500)]
    [InlineData("0.5", 0.5)]
    [InlineData("20k", 20_000)]
    [InlineData("1.5M", 1_500_000)]
    [InlineData("100M", 100_000_000)]
    public void Rates_are_read(string text, double rate)
    {
        Assert.True(Rates.TryRead(text, out double value, out _));
        Assert.Equal(rate, value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("k")]
    [InlineData("-5")]
    [InlineData("101M")]
    [InlineData("1e3")]
    [InlineData("NaN")]
    [InlineData("5/s")]
    public void Other_rates_are_refused(string text) => Assert.False(Rates.TryRead(text, out _, out _));
}
