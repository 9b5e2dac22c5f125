using Ringspun.Http.Parsing;
using Ringspun.Tests.Shared;

namespace Ringspun.Http.Tests.Parsing;

public sealed class RequestParserTests
{
    [Fact]
    public void A_simple_request_is_read()
    {
        const string text = "GET /a/b?c=d HTTP/1.1\r\nHost: example.org:8080\r\nUser-Agent: x\r\n\r\n";
        var p = new Parsed(text + "GET");
        Assert.Equal(ParseOutcome.Complete, p.Result.Outcome);
        Assert.Equal(text.Length, p.Result.Consumed);
        Assert.Equal(RequestMethod.Get, p.Head.Method);
        Assert.Equal(TargetForm.Origin, p.Head.Form);
        Assert.Equal("/a/b?c=d", p.Text(p.Head.Target));
        Assert.Equal("/a/b?c=d", p.Text(p.Head.Path));
        Assert.Equal("example.org:8080", p.Text(p.Head.Host));
        Assert.Equal(2, p.Head.FieldCount);
        Assert.True(p.Head.KeepsAlive);
        Assert.False(p.Head.HasBody);
        Assert.False(p.Head.HasConditions);
    }

    [Theory]
    [InlineData("GET", "Get")]
    [InlineData("HEAD", "Head")]
    [InlineData("OPTIONS", "Options")]
    [InlineData("POST", "Post")]
    [InlineData("PUT", "Put")]
    [InlineData("DELETE", "Delete")]
    [InlineData("PATCH", "Patch")]
    [InlineData("TRACE", "Trace")]
    [InlineData("get", "Unknown")]
    [InlineData("GETX", "Unknown")]
    [InlineData("BREW", "Unknown")]
    [InlineData("!#$%&'*+-.^_`|~09", "Unknown")]
    public void Methods_are_known_by_their_exact_name(string name, string method)
    {
        var p = new Parsed($"{name} / HTTP/1.1\r\nHost: a\r\n\r\n");
        Assert.Equal(method, p.Head.Method.ToString());
        Assert.Equal(ParseOutcome.Complete, p.Result.Outcome);
    }

    [Theory]
    [InlineData("GET http://Example.org/x?y HTTP/1.1\r\nHost: other\r\n\r\n", "Absolute", "Example.org", "/x?y")]
    [InlineData("GET HTTP://example.org:80 HTTP/1.1\r\nHost: other\r\n\r\n", "Absolute", "example.org:80", "")]
    [InlineData("GET https://[::1]:80?q HTTP/1.1\r\nHost: other\r\n\r\n", "Absolute", "[::1]:80", "?q")]
    [InlineData("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "Asterisk", "h", "")]
    [InlineData("CONNECT h:443 HTTP/1.1\r\nHost: h\r\n\r\n", "Authority", "h:443", "")]
    [InlineData("GET //x HTTP/1.1\r\nHost:\t h \t\r\n\r\n", "Origin", "h", "//x")]
    public void All_forms_of_targets_are_read(string text, string form, string host, string path)
    {
        var p = new Parsed(text);
        Assert.Equal(ParseOutcome.Complete, p.Result.Outcome);
        Assert.Equal(form, p.Head.Form.ToString());
        Assert.Equal(host, p.Text(p.Head.Host));
        Assert.Equal(path, p.Text(p.Head.Path));
    }

    [Theory]
    [InlineData("HTTP/1.1", "", true)]
    [InlineData("HTTP/1.1", "Connection: close\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: x, CLOSE ,y\r\n", false)]
    [InlineData("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false)]
    [InlineData("HTTP/1.2", "", true)]
    [InlineData("HTTP/1.0", "", false)]
    [InlineData("HTTP/1.0", "Connection: Keep-Alive\r\n", true)]
    [InlineData("HTTP/1.0", "Connection: keep-alive, close\r\n", false)]
    public void Persistence_follows_version_and_connection_field(string version, string fields, bool keepsAlive)
    {
        var p = new Parsed($"GET / {version}\r\nHost: a\r\n{fields}\r\n");
        Assert.Equal(ParseOutcome.Complete, p.Result.Outcome);
        Assert.Equal(keepsAlive, p.Head.KeepsAlive);
    }

    [Fact]
    public void Fields_that_matter_are_found_whatever_their_case()
    {
        var p = new Parsed("""
            GET / HTTP/1.1
            hOsT: a
            IF-MATCH: "1"
            if-none-match: "2"
            If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT
            If-Unmodified-Since: Sun, 06 Nov 1994 08:49:38 GMT
            IF-Range: "3"
            rAnGe: bytes=0-1
            Expect: 100-Continue
            CONTENT-LENGTH: 007


            """.ReplaceLineEndings("\r\n"));
        Assert.Equal(ParseOutcome.Complete, p.Result.Outcome);
        Assert.Equal("\"1\"", p.Text(p.Head.IfMatch));
        Assert.Equal("\"2\"", p.Text(p.Head.IfNoneMatch));
        Assert.Equal("Sun, 06 Nov 1994 08:49:37 GMT", p.Text(p.Head.IfModifiedSince));
        Assert.Equal("Sun, 06 Nov 1994 08:49:38 GMT", p.Text(p.Head.IfUnmodifiedSince));
        Assert.Equal("\"3\"", p.Text(p.Head.IfRange));
        Assert.Equal("bytes=0-1", p.Text(p.Head.Range));
        Assert.Equal(7, p.Head.ContentLength);
        Assert.True(p.Head.ExpectsContinue);
        Assert.True(p.Head.HasConditions);
    }

    [Fact]
    public void The_walker_sees_every_field()
    {
        const string text = "GET / HTTP/1.1\r\nHost: a\r\nX:\r\nY: \t b c \t\r\n\r\n";
        var p = new Parsed(text);
        var seen = new List<string>();
        var walker = new FieldWalker(System.Text.Encoding.ASCII.GetBytes(text), p.Head);
        while (walker.MoveNext())
        {
            seen.Add(System.Text.Encoding.ASCII.GetString(walker.Name) + "=" + System.Text.Encoding.ASCII.GetString(walker.Value));
        }

        Assert.Equal(["Host=a", "X=", "Y=b c"], seen);
    }

    [Theory]
    [InlineData("\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 0)]
    [InlineData("\r\n\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    public void A_few_empty_lines_before_a_request_are_tolerated(string text, int status)
    {
        var p = new Parsed(text);
        Assert.Equal(status, p.Status);
        Assert.Equal(status == 0 ? text.Length : 0, p.Result.Consumed);
    }

    [Fact]
    public void Limits_have_their_statuses()
    {
        var limits = new HttpLimits { MaxTargetBytes = 10, MaxHeadBytes = 100, MaxFieldCount = 3 };
        Assert.Equal(0, new Parsed("GET /234567890 HTTP/1.1\r\nHost: a\r\n\r\n", limits).Status);
        Assert.Equal(414, new Parsed("GET /234567890a HTTP/1.1\r\nHost: a\r\n\r\n", limits).Status);
        Assert.Equal(414, new Parsed("GET /234567890a", limits).Status);
        Assert.Equal(ParseOutcome.Incomplete, new Parsed("GET /234567890", limits).Result.Outcome);
        Assert.Equal(0, new Parsed("GET / HTTP/1.1\r\nHost: a\r\nb:\r\nc:\r\n\r\n", limits).Status);
        Assert.Equal(431, new Parsed("GET / HTTP/1.1\r\nHost: a\r\nb:\r\nc:\r\nd:\r\n\r\n", limits).Status);
        Assert.Equal(431, new Parsed("GET / HTTP/1.1\r\nHost: a\r\nb:" + new string('x', 80), limits).Status);
        Assert.Equal(501, new Parsed(new string('X', 33), limits).Status);
        string exact = "GET / HTTP/1.1\r\nHost: a\r\nb:";
        exact += new string('x', 100 - exact.Length - 4) + "\r\n\r\n";
        Assert.Equal(100, new Parsed(exact, limits).Result.Consumed);
        Assert.Equal(100, new Parsed(exact + "more", limits).Result.Consumed);
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        byte[] bytes = "GET /index.html HTTP/1.1\r\nHost: localhost:8080\r\nUser-Agent: test\r\nAccept: */*\r\nConnection: keep-alive\r\n\r\n"u8.ToArray();
        var head = new RequestHead();
        long allocated = Allocations.OfOneRun(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                _ = RequestParser.Parse(bytes, HttpLimits.Default, head);
            }
        });
        Assert.Equal(0, allocated);
    }
}
