namespace Ringspun.Http.Tests.Client;

/// <summary>Which bytes are which response: RFC 9112, sections 4 to 7.</summary>
public sealed class ResponseParserTests
{
    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "[GET 200 -] hello 200 5 keep")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/x \r\ncontent-length:5\r\n\r\nhello", "[GET 200 text/x] hello 200 5 keep")]
    [InlineData("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", "[GET 200 -]  200 0 keep")]
    [InlineData("HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "[GET 200 -]  200 0 keep")]
    [InlineData("HTTP/1.1 999 \x00e9 \t!\r\nContent-Length: 1\r\n\r\nx", "[GET 999 -] x 999 1 keep")]
    [InlineData("HTTP/1.9 200 OK\r\nContent-Length: 1\r\n\r\nx", "[GET 200 -] x 200 1 keep")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Length: 1\r\n\r\nx", "[GET 200 -] x 200 1 close")]
    [InlineData("HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 1\r\n\r\nx", "[GET 200 -] x 200 1 keep")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\nx", "[GET 200 -] x 200 1 close")]
    [InlineData("HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx", "[GET 200 -] x 200 1 close")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 3, 3\r\nContent-Length: 3\r\n\r\nabc", "[GET 200 -] abc 200 3 keep")]
    [InlineData("HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\tc\r\nContent-Type: t\r\nContent-Length: 1\r\n\r\nx", "[GET 200 t] x 200 1 keep")]
    public void A_response_with_a_length_ends_with_it(string stream, string expected) =>
        Assert.Equal(expected + "\nleft 0", ParsedResponses.Describe(stream));

    [Theory]
    [InlineData("3\r\nabc\r\n0\r\n\r\n", "abc 200 3 keep")]
    [InlineData("0\r\n\r\n", " 200 0 keep")]
    [InlineData("00A;x=\"y\"\r\n0123456789\r\n1 \t;z\r\n!\r\n0\r\nTrailer: v\r\nContent-Length: 7\r\n\r\n", "0123456789! 200 11 keep")]
    public void A_chunked_body_ends_after_its_trailers(string body, string expected) =>
        Assert.Equal($"[GET 200 -] {expected}\nleft 4", ParsedResponses.Describe($"HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n{body}HTTP"));

    [Theory]
    [InlineData("")]
    [InlineData("Connection: keep-alive\r\n")]
    [InlineData("Transfer-Encoding: gzip;q=1\r\n")]
    public void Without_a_length_the_body_ends_with_the_connection(string fields)
    {
        string stream = $"HTTP/1.1 200 OK\r\n{fields}\r\nanything\r\n\r\n";
        Assert.Equal("[GET 200 -] anything\r\n\r\n 200 12 close\nleft 0", ParsedResponses.Describe(stream, ends: true));
        Assert.Equal("[GET 200 -] anything\r\n\r\n incomplete 200 12 open\n", ParsedResponses.Describe(stream));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("")]
    public void A_response_that_is_cut_off_is_not_complete(string stream) =>
        Assert.EndsWith(" cut\n", ParsedResponses.Describe(stream, ends: true), StringComparison.Ordinal);

    [Theory]
    [InlineData("H", "200 OK\r\nContent-Length: 5")]
    [InlineData("H", "200 OK\r\nTransfer-Encoding: chunked")]
    [InlineData("H", "404 Not Found\r\nX: y")]
    [InlineData("G", "204 No Content\r\nContent-Length: 5")]
    [InlineData("G", "204 No Content\r\nX: y")]
    [InlineData("G", "304 Not Modified\r\nContent-Length: 5")]
    public void Some_responses_have_no_body_whatever_they_say(string methods, string head)
    {
        string described = ParsedResponses.Describe($"HTTP/1.1 {head}\r\n\r\nHTTP", methods);
        Assert.EndsWith($" {head[..3]} 0 keep\nleft 4", described, StringComparison.Ordinal);
    }

    [Fact]
    public void Interim_responses_are_passed_over() => Assert.Equal(
        "[GET 200 -] x 200 1 keep\nleft 0",
        ParsedResponses.Describe(
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nContent-Length: 5\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx"));

    [Fact]
    public void Responses_follow_one_another() => Assert.Equal(
        "[GET 200 -] abc 200 3 keep\n[HEAD 200 -]  200 0 keep\n[GET 200 -] de 200 2 keep\n[GET 204 -]  204 0 keep\n[GET 404 -] f 404 1 close\nleft 0",
        ParsedResponses.Describe(
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\nHTTP/1.1 204 \r\n\r\nHTTP/1.1 404 No\r\n\r\nf",
            "GHGGG",
            ends: true));

    [Theory]
    [InlineData("SSH-2.0-OpenSSH", ResponseRefusal.NotHttp)]
    [InlineData("\r\nHTTP/1.1 200 OK", ResponseRefusal.NotHttp)]
    [InlineData("http/1.1 200 OK", ResponseRefusal.NotHttp)]
    [InlineData("HTTP/1.x", ResponseRefusal.NotHttp)]
    [InlineData("HTTP/2 200", ResponseRefusal.VersionNotSupported)]
    [InlineData("HTTP/2.0", ResponseRefusal.VersionNotSupported)]
    [InlineData("HTTP/0.9", ResponseRefusal.VersionNotSupported)]
    [InlineData("HTTP/1.1\r", ResponseRefusal.MalformedStatusLine)]
    [InlineData("HTTP/1.1  200", ResponseRefusal.MalformedStatusLine)]
    [InlineData("HTTP/1.1 099", ResponseRefusal.MalformedStatusLine)]
    [InlineData("HTTP/1.1 20\r", ResponseRefusal.MalformedStatusLine)]
    [InlineData("HTTP/1.1 2000", ResponseRefusal.MalformedStatusLine)]
    [InlineData("HTTP/1.1 200 OK\n", ResponseRefusal.MalformedStatusLine)]
    [InlineData("HTTP/1.1 200 OK\r\r", ResponseRefusal.MalformedStatusLine)]
    [InlineData("HTTP/1.1 200 O\0K", ResponseRefusal.MalformedStatusLine)]
    public void A_status_line_that_is_none_is_refused_at_once(string stream, ResponseRefusal refusal) =>
        Assert.Equal($"{refusal}\n", ParsedResponses.Describe(stream));

    [Theory]
    [InlineData(" X: folded onto nothing\r\n", ResponseRefusal.MalformedField)]
    [InlineData("X : y\r\n", ResponseRefusal.MalformedField)]
    [InlineData(": y\r\n", ResponseRefusal.MalformedField)]
    [InlineData("X y\r\n", ResponseRefusal.MalformedField)]
    [InlineData("X: y\n", ResponseRefusal.MalformedField)]
    [InlineData("X: y\rZ", ResponseRefusal.MalformedField)]
    [InlineData("X: \0\r\n", ResponseRefusal.MalformedField)]
    [InlineData("X: y\r\n z\n", ResponseRefusal.MalformedField)]
    [InlineData("\rX", ResponseRefusal.MalformedField)]
    [InlineData("Content-Length: 1\r\n 2\r\n", ResponseRefusal.FoldedField)]
    [InlineData("Connection: keep-alive,\r\n\tclose\r\n", ResponseRefusal.FoldedField)]
    [InlineData("Content-Length:\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: -1\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: +1\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: 1x\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: 0x1\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: 1 1\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: 1, 2\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: 1\r\nContent-Length: 2\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Content-Length: 99999999999999999999\r\n", ResponseRefusal.MalformedContentLength)]
    [InlineData("Transfer-Encoding: \r\n", ResponseRefusal.MalformedTransferEncoding)]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n", ResponseRefusal.MalformedTransferEncoding)]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n", ResponseRefusal.MalformedTransferEncoding)]
    [InlineData("Transfer-Encoding: chunked;x\r\n", ResponseRefusal.MalformedTransferEncoding)]
    [InlineData("Transfer-Encoding: \"chunked\"\r\n", ResponseRefusal.MalformedTransferEncoding)]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", ResponseRefusal.ConflictingFraming)]
    [InlineData("Content-Length: 3\r\nTransfer-Encoding: gzip\r\n\r\n", ResponseRefusal.ConflictingFraming)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nx", ResponseRefusal.MalformedChunk)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n\r\n", ResponseRefusal.MalformedChunk)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\r\nxx", ResponseRefusal.MalformedChunk)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1\nx", ResponseRefusal.MalformedChunk)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n00000000000000001", ResponseRefusal.MalformedChunk)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\n bad\r\n", ResponseRefusal.MalformedChunk)]
    public void Fields_and_bodies_that_are_malformed_are_refused_at_once(string rest, ResponseRefusal refusal) =>
        Assert.Equal($"{refusal}\n", ParsedResponses.Describe("HTTP/1.1 200 OK\r\n" + rest));

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", ResponseRefusal.ConflictingFraming)]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", ResponseRefusal.ProtocolSwitched)]
    public void What_cannot_be_followed_is_refused(string stream, ResponseRefusal refusal) =>
        Assert.Equal($"{refusal}\n", ParsedResponses.Describe(stream));

    [Theory]
    [InlineData("X: 0123456789012345678901234567890123456789012345678901234567890123456789", ResponseRefusal.HeadTooLarge)]
    [InlineData("A: \r\nB: \r\n c\r\nD: \r\n", ResponseRefusal.TooManyFields)]
    [InlineData("Content-Length: 11\r\n\r\n", ResponseRefusal.BodyTooLarge)]
    [InlineData("\r\n01234567890", ResponseRefusal.BodyTooLarge)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n01234\r\n6\r\n", ResponseRefusal.BodyTooLarge)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", ResponseRefusal.BodyTooLarge)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n1;23456\r\nx\r\n1;23456\r\n", ResponseRefusal.TooMuchChunkOverhead)]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n0\r\nT: 012345678\r\n", ResponseRefusal.TooMuchChunkOverhead)]
    public void Everything_has_a_limit(string rest, ResponseRefusal refusal)
    {
        var limits = new HttpResponseLimits { MaxHeadBytes = 80, MaxFieldCount = 3, MaxBodyBytes = 10, MaxChunkedOverheadBytes = 10 };
        Assert.Equal($"{refusal}\n", ParsedResponses.Describe("HTTP/1.1 200 OK\r\n" + rest, limits: limits));
    }

    [Fact]
    public void What_just_fits_the_limits_is_read()
    {
        var limits = new HttpResponseLimits { MaxHeadBytes = 64, MaxFieldCount = 1, MaxBodyBytes = 10, MaxInterimResponses = 1, MaxChunkedOverheadBytes = 0 };
        string head = "HTTP/1.1 200 OK\r\nX: ";
        head += new string('x', 64 - head.Length - 4) + "\r\n\r\n";
        Assert.Equal("[GET 200 -] 0123456789 200 10 close\nleft 0", ParsedResponses.Describe(head + "0123456789", limits: limits, ends: true));

        string interim = "HTTP/1.1 100 Continue\r\n\r\n";
        Assert.Contains(" 200 10 ", ParsedResponses.Describe(interim + head + "0123456789", limits: limits, ends: true), StringComparison.Ordinal);
        Assert.Equal("TooManyInterimResponses\n", ParsedResponses.Describe(interim + interim + head, limits: limits));
        Assert.StartsWith("HeadTooLarge", ParsedResponses.Describe("HTTP/1.1 200 OK\r\nX: " + head, limits: limits), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_make_no_sense_are_refused()
    {
        foreach (HttpResponseLimits limits in (HttpResponseLimits[])
        [
            new() { MaxHeadBytes = 1 }, new() { MaxFieldCount = -1 }, new() { MaxBodyBytes = -1 }, new() { MaxChunkedOverheadBytes = -1 },
            new() { MaxInterimResponses = -1 },
        ])
        {
            Assert.ThrowsAny<ArgumentException>(limits.Validate);
        }

        HttpResponseLimits.Default.Validate();
    }
}
