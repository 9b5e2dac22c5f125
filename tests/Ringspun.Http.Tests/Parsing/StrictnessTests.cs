using Ringspun.Http.Parsing;

namespace Ringspun.Http.Tests.Parsing;

/// <summary>Heads that two parties could read differently, and how they are refused (RFC 9112 section 11).</summary>
public sealed class StrictnessTests
{
    private const string Get = "GET / HTTP/1.1\r\nHost: a\r\n";

    public static TheoryData<string, int> Heads => new()
    {
        // The request line.
        { "GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET /  HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { " GET / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400 },
        { "GET /\r\n\r\n", 400 },
        { "GET / \r\nHost: a\r\n\r\n", 400 },
        { "GET / http/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1.1\nHost: a\n\n", 400 },
        { "GET / HTTP/1.1\rHost: a\r\n\r\n", 400 },
        { "GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505 },
        { "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505 },
        { "GET / HTTP/0.9\r\n\r\n", 505 },
        { "G=T / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "G\u00C9T / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "\u0016\u0003\u0001\u0002\0\u0001", 400 },
        { "GET /\u00E9 HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET /<script> HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET a HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "CONNECT / HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "CONNECT a/b HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET http://u:p@a/ HTTP/1.1\r\nHost: a\r\n\r\n", 400 },
        { "GET http://:80/ HTTP/1.1\r\nHost: a\r\n\r\n", 400 },

        // Host.
        { "GET / HTTP/1.1\r\n\r\n", 400 },
        { "GET / HTTP/1.0\r\n\r\n", 0 },
        { "GET / HTTP/1.1\r\nHost:\r\n\r\n", 0 },
        { "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400 },
        { "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a,b\r\n\r\n", 0 },
        { "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a:x\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a:\r\n\r\n", 0 },
        { "GET / HTTP/1.1\r\nHost: [::1]:1\r\n\r\n", 0 },
        { "GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: []\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: [::1]x\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a%4\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\nHost: a%41b\r\n\r\n", 0 },
        { "GET http://b/ HTTP/1.1\r\n\r\n", 400 },
        { "GET http://b/ HTTP/1.1\r\nHost: x y\r\n\r\n", 400 },

        // Field lines.
        { Get + "X : y\r\n\r\n", 400 },
        { Get + "X\t: y\r\n\r\n", 400 },
        { Get + " X: y\r\n\r\n", 400 },
        { Get + "X: y\r\n z\r\n\r\n", 400 },
        { Get + "X: y\r\n\tz\r\n\r\n", 400 },
        { "GET / HTTP/1.1\r\n Host: a\r\n\r\n", 400 },
        { Get + ": y\r\n\r\n", 400 },
        { Get + "X\r\n\r\n", 400 },
        { Get + "X(: y\r\n\r\n", 400 },
        { Get + "X\u00E9: y\r\n\r\n", 400 },
        { Get + "X: y\n\r\n", 400 },
        { Get + "X: y\rz\r\n\r\n", 400 },
        { Get + "X: y\0z\r\n\r\n", 400 },
        { Get + "X: y\u0001z\r\n\r\n", 400 },
        { Get + "X: y\u007Fz\r\n\r\n", 400 },
        { Get + "X: \u00E9\tz\r\n\r\n", 0 },
        { Get + "\n", 400 },
        { Get + "\rX", 400 },

        // Message length (RFC 9112 section 6).
        { Get + "Content-Length: 5\r\n\r\n", 0 },
        { Get + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n", 400 },
        { Get + "Content-Length: 5\r\nContent-Length: 5\r\n\r\n", 400 },
        { Get + "Content-Length: 5, 5\r\n\r\n", 400 },
        { Get + "Content-Length: 5,6\r\n\r\n", 400 },
        { Get + "Content-Length: -1\r\n\r\n", 400 },
        { Get + "Content-Length: +1\r\n\r\n", 400 },
        { Get + "Content-Length: 0x10\r\n\r\n", 400 },
        { Get + "Content-Length: 1 0\r\n\r\n", 400 },
        { Get + "Content-Length:\r\n\r\n", 400 },
        { Get + "Content-Length: 9223372036854775808\r\n\r\n", 400 },
        { Get + "Content-Length: 18446744073709551617\r\n\r\n", 400 },
        { Get + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
        { Get + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", 400 },
        { Get + "Transfer-Encoding: chunked\r\n\r\n", 0 },
        { Get + "Transfer-Encoding: CHUNKED\r\n\r\n", 0 },
        { Get + "Transfer-Encoding: \tchunked \r\n\r\n", 0 },
        { Get + "Transfer-Encoding: chunked, chunked\r\n\r\n", 400 },
        { Get + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },
        { Get + "Transfer-Encoding: chunked, identity\r\n\r\n", 400 },
        { Get + "Transfer-Encoding: gzip, chunked\r\n\r\n", 501 },
        { Get + "Transfer-Encoding: gzip\r\n\r\n", 501 },
        { Get + "Transfer-Encoding: identity\r\n\r\n", 501 },
        { Get + "Transfer-Encoding: xchunked\r\n\r\n", 501 },
        { Get + "Transfer-Encoding: \"chunked\"\r\n\r\n", 501 },
        { Get + "Transfer-Encoding: chunked;a=b\r\n\r\n", 501 },
        { Get + "Transfer-Encoding:\r\n\r\n", 400 },
        { Get + "Transfer-Encoding: \u000Bchunked\r\n\r\n", 400 },
        { Get + "Transfer-Encoding : chunked\r\n\r\n", 400 },
        { "GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400 },

        // Expect.
        { Get + "Expect: 100-continue\r\n\r\n", 0 },
        { Get + "Expect: tea\r\n\r\n", 417 },
        { "GET / HTTP/1.0\r\nExpect: tea\r\n\r\n", 0 },
    };

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_head_is_accepted_or_refused(string text, int status)
    {
        var p = new Parsed(text);
        Assert.Equal(status == 0 ? ParseOutcome.Complete : ParseOutcome.Refused, p.Result.Outcome);
        Assert.Equal(status, p.Status);
    }

    [Theory]
    [MemberData(nameof(Heads))]
    public void A_head_is_judged_alike_however_it_is_split(string text, int status)
    {
        for (int length = 0; length < text.Length; length++)
        {
            var p = new Parsed(text[..length]);
            if (p.Result.Outcome != ParseOutcome.Incomplete)
            {
                Assert.Equal(status, p.Status);
                Assert.NotEqual(0, status);
                return;
            }
        }
    }
}
