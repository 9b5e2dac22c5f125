using System.Text;
using Ringspun.Http.Tests.Parsing;

namespace Ringspun.Http.Tests.Client;

public sealed class PreparedRequestTests
{
    [Theory]
    [InlineData("http://example.com", "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    [InlineData("http://example.com:80/a?b=c#d", "GET /a?b=c HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    [InlineData("https://example.com:443/", "GET / HTTP/1.1\r\nHost: example.com\r\n\r\n")]
    [InlineData("http://example.com:443/", "GET / HTTP/1.1\r\nHost: example.com:443\r\n\r\n")]
    [InlineData("http://[::1]:8080/a b", "GET /a%20b HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n")]
    [InlineData("http://127.0.0.1/\u00e9", "GET /%C3%A9 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    public void A_url_becomes_target_and_host(string url, string expected)
    {
        using PreparedRequest request = PreparedRequest.Create("GET", new Uri(url));
        Assert.Equal(expected, TextOf(request));
        Assert.Equal(expected.Length, request.Length);
    }

    [Fact]
    public void Fields_and_body_follow_in_order()
    {
        using PreparedRequest request = PreparedRequest.Create(
            "POST", "a:1", "/x", [new("Accept", "*/*"), new("host", "b"), new("X-Name", "\u00e9"), new("Connection", "te, Close")], "body"u8);
        Assert.Equal(
            "POST /x HTTP/1.1\r\nHost: b\r\nAccept: */*\r\nX-Name: \u00e9\r\nConnection: te, Close\r\nContent-Length: 4\r\n\r\nbody", TextOf(request));
        Assert.Equal(("POST", "b", "/x"), (request.Method, request.Host, request.Target));
        Assert.True(request.SaysClose);
    }

    [Theory]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("PATCH", true)]
    [InlineData("GET", false)]
    [InlineData("DELETE", false)]
    public void A_method_that_usually_has_a_body_says_when_there_is_none(string method, bool says)
    {
        using PreparedRequest request = PreparedRequest.Create(method, "a", "/");
        Assert.Equal(says, TextOf(request).Contains("Content-Length: 0\r\n", StringComparison.Ordinal));
        Assert.False(request.SaysClose);
    }

    [Theory]
    [InlineData("OPTIONS", "a", "*")]
    [InlineData("HEAD", "[::1]:80", "/")]
    [InlineData("GET", "", "/a|b?{}")]
    public void Our_own_parser_accepts_it(string method, string host, string target)
    {
        using PreparedRequest request = PreparedRequest.Create(method, host, target);
        Assert.Equal(Http.Parsing.ParseOutcome.Complete, new Parsed(TextOf(request)).Result.Outcome);
        Assert.Equal(method == "HEAD", request.IsHead);
    }

    [Theory]
    [InlineData("GE T", "a", "/", "X", "y")]
    [InlineData("CONNECT", "a", "/", "X", "y")]
    [InlineData("GET", "a b", "/", "X", "y")]
    [InlineData("GET", "a\r\nX: y", "/", "X", "y")]
    [InlineData("GET", "a:99999", "/", "X", "y")]
    [InlineData("GET", "a", "x", "X", "y")]
    [InlineData("GET", "a", "*", "X", "y")]
    [InlineData("GET", "a", "/ HTTP/1.1\r\n", "X", "y")]
    [InlineData("GET", "a", "/\u00e9", "X", "y")]
    [InlineData("GET", "a", "/", "X:", "y")]
    [InlineData("GET", "a", "/", "", "y")]
    [InlineData("GET", "a", "/", "X", "y\r\nZ: z")]
    [InlineData("GET", "a", "/", "content-length", "1")]
    [InlineData("GET", "a", "/", "Transfer-Encoding", "chunked")]
    [InlineData("GET", "a", "/", "Host", "b b")]
    public void What_cannot_be_sent_as_it_is_is_refused(string method, string host, string target, string name, string value) =>
        Assert.Throws<ArgumentException>(() => PreparedRequest.Create(method, host, target, [new(name, value)]));

    [Fact]
    public void There_is_one_host() =>
        Assert.Throws<ArgumentException>(static () => PreparedRequest.Create("GET", "a", "/", [new("Host", "b"), new("host", "b")]));

    [Theory]
    [InlineData("ftp://a/")]
    [InlineData("/relative")]
    [InlineData("http://user:password@a/")]
    public void Other_urls_are_refused(string url) =>
        Assert.Throws<ArgumentException>(() => PreparedRequest.Create("GET", new Uri(url, UriKind.RelativeOrAbsolute)));

    private static string TextOf(PreparedRequest request) => Encoding.UTF8.GetString(request.Bytes.Span);
}
