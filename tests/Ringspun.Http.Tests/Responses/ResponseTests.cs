using System.Text;
using Ringspun.Http.Responses;

namespace Ringspun.Http.Tests.Responses;

public sealed class ResponseTests
{
    private static readonly FileVersion Version = new(10, 784_111_777_500_000_000, 2);

    private static ReadOnlySpan<byte> Date => "Sun, 06 Nov 1994 08:49:37 GMT"u8;

    [Fact]
    public void A_file_is_announced()
    {
        byte[] buffer = new byte[FileResponse.MaxHeadBytes];
        int length = FileResponse.WriteHead(buffer, Verdict.Full, Version, "text/plain"u8, new ResponseFraming(Date, true, 1, false), out int date);
        Assert.Equal(
            "HTTP/1.1 200 OK\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nServer: Ringspun\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n"
            + "Accept-Ranges: bytes\r\nLast-Modified: Sun, 06 Nov 1994 08:49:37 GMT\r\nETag: \"ae1b981da166f00-a-2\"\r\n\r\n",
            Encoding.ASCII.GetString(buffer, 0, length));
        Assert.True(buffer.AsSpan(date).StartsWith(Date));
    }

    [Fact]
    public void A_part_of_a_file_is_announced()
    {
        byte[] buffer = new byte[FileResponse.MaxHeadBytes];
        int length = FileResponse.WriteHead(buffer, Verdict.Partial(new ByteRange(2, 4)), Version, "text/plain"u8, new ResponseFraming(Date, true, 0, false), out _);
        string head = Encoding.ASCII.GetString(buffer, 0, length);
        Assert.StartsWith("HTTP/1.1 206 Partial Content\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Range: bytes 2-4/10\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 3\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: keep-alive\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public void What_was_not_modified_has_validators_and_no_length()
    {
        byte[] buffer = new byte[FileResponse.MaxHeadBytes];
        int length = FileResponse.WriteHead(buffer, Verdict.NotModified, Version, "text/plain"u8, new ResponseFraming(Date, false, 1, false), out _);
        string head = Encoding.ASCII.GetString(buffer, 0, length);
        Assert.StartsWith("HTTP/1.1 304 Not Modified\r\n", head, StringComparison.Ordinal);
        Assert.Contains("\r\nETag: ", head, StringComparison.Ordinal);
        Assert.Contains("\r\nConnection: close\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-", head, StringComparison.Ordinal);
    }

    [Fact]
    public void The_longest_head_of_a_file_fits()
    {
        byte[] buffer = new byte[FileResponse.MaxHeadBytes];
        var version = new FileVersion(long.MaxValue, long.MinValue, ulong.MaxValue);
        var range = new ByteRange(long.MaxValue - 2, long.MaxValue - 1);
        byte[] type = new byte[FileResponse.MaxContentTypeBytes];
        Assert.InRange(FileResponse.WriteHead(buffer, Verdict.Partial(range), version, type, new ResponseFraming(Date, true, 0, false), out _), 1, buffer.Length);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(408)]
    [InlineData(412)]
    [InlineData(413)]
    [InlineData(414)]
    [InlineData(416)]
    [InlineData(417)]
    [InlineData(431)]
    [InlineData(500)]
    [InlineData(501)]
    [InlineData(503)]
    [InlineData(505)]
    public void Errors_have_a_body_of_the_length_they_say(int status)
    {
        byte[] buffer = new byte[ErrorResponse.MaxBytes];
        int length = ErrorResponse.Write(buffer, status, new ResponseFraming(Date, false, 1, false), long.MaxValue);
        string text = Encoding.ASCII.GetString(buffer, 0, length);
        string[] parts = text.Split("\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.Contains($"\r\nContent-Length: {parts[1].Length}\r\n", parts[0] + "\r\n", StringComparison.Ordinal);
        Assert.Contains($"<h1>{status} ", parts[1], StringComparison.Ordinal);
        Assert.Equal(status == 405, parts[0].Contains("\r\nAllow: GET, HEAD, OPTIONS", StringComparison.Ordinal));
        Assert.Equal(status == 416, parts[0].Contains("\r\nContent-Range: bytes */9223372036854775807", StringComparison.Ordinal));

        int headOnly = ErrorResponse.Write(buffer, status, new ResponseFraming(Date, false, 1, true), long.MaxValue);
        Assert.Equal(text[..headOnly], Encoding.ASCII.GetString(buffer, 0, headOnly));
        Assert.Equal(parts[0].Length + 4, headOnly);
    }

    [Fact]
    public void A_head_that_does_not_fit_is_noticed()
    {
        var framing = new ResponseFraming(Date, true, 1, false);
        Assert.Equal(-1, ErrorResponse.WriteRedirect(new byte[100], new byte[80], framing));
        byte[] buffer = new byte[400];
        int length = ErrorResponse.WriteRedirect(buffer, "/a/"u8, framing);
        Assert.Contains("\r\nLocation: /a/\r\n", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
        length = ErrorResponse.WriteOptions(buffer, framing);
        Assert.Contains("\r\nAllow: GET, HEAD, OPTIONS\r\n", Encoding.ASCII.GetString(buffer, 0, length), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("index.html", "text/html; charset=utf-8")]
    [InlineData("a.b/INDEX.HTML", "text/html; charset=utf-8")]
    [InlineData("a/x.tar.gz", "application/gzip")]
    [InlineData("x.webmanifest", "application/manifest+json; charset=utf-8")]
    [InlineData("x.PNG", "image/png")]
    [InlineData(".png", "image/png")]
    [InlineData("html", "application/octet-stream")]
    [InlineData("a.html/b", "application/octet-stream")]
    [InlineData("x.", "application/octet-stream")]
    [InlineData("x.h\u00E9", "application/octet-stream")]
    [InlineData("x.extensionthatislong", "application/octet-stream")]
    public void Content_types_come_from_extensions(string path, string type) =>
        Assert.Equal(type, Encoding.ASCII.GetString(ContentTypes.Of(Encoding.UTF8.GetBytes(path))));
}
