using System.Text;
using Ringspun.Http.Parsing;
using Ringspun.Http.Responses;

namespace Ringspun.Http.Tests.Responses;

/// <summary>The table of RFC 9110 section 13.2.2, for a file of 10 bytes modified at 08:49:37.5.</summary>
public sealed class PreconditionsTests
{
    private const string Tag = "\"1-a-2\"";
    private const string Earlier = "Sun, 06 Nov 1994 08:49:36 GMT";
    private const string Same = "Sun, 06 Nov 1994 08:49:37 GMT";
    private const string Later = "Sun, 06 Nov 1994 08:49:38 GMT";

    private static readonly FileVersion Version = new(10, 784_111_777_500_000_000, 2);

    [Theory]
    [InlineData("", "Full")]
    [InlineData("If-None-Match: TAG", "NotModified")]
    [InlineData("If-None-Match: W/TAG", "NotModified")]
    [InlineData("If-None-Match: *", "NotModified")]
    [InlineData("If-None-Match: \"x,y\", TAG", "NotModified")]
    [InlineData("If-None-Match: , ,TAG ,", "NotModified")]
    [InlineData("If-None-Match: \"x\"|If-None-Match: TAG", "NotModified")]
    [InlineData("If-None-Match: \"x\"", "Full")]
    [InlineData("If-None-Match: x, TAG", "Full")]
    [InlineData("If-None-Match:", "Full")]
    [InlineData("If-None-Match: w/TAG", "Full")]
    [InlineData("If-None-Match: \"x\"|If-Modified-Since: " + Later, "Full")]
    [InlineData("If-None-Match: TAG|If-Modified-Since: " + Earlier, "NotModified")]
    [InlineData("If-Modified-Since: " + Earlier, "Full")]
    [InlineData("If-Modified-Since: " + Same, "NotModified")]
    [InlineData("If-Modified-Since: " + Later, "NotModified")]
    [InlineData("If-Modified-Since: Sunday, 06-Nov-94 08:49:37 GMT", "NotModified")]
    [InlineData("If-Modified-Since: yesterday", "Full")]
    [InlineData("If-Modified-Since: " + Later + "|If-Modified-Since: " + Later, "Full")]
    [InlineData("If-Match: TAG", "Full")]
    [InlineData("If-Match: *", "Full")]
    [InlineData("If-Match: W/TAG", "PreconditionFailed")]
    [InlineData("If-Match: \"x\"", "PreconditionFailed")]
    [InlineData("If-Match: \"x\"|If-Match: TAG", "Full")]
    [InlineData("If-Match: TAG|If-Unmodified-Since: " + Earlier, "Full")]
    [InlineData("If-Match: TAG|If-None-Match: TAG", "NotModified")]
    [InlineData("If-Unmodified-Since: " + Earlier, "PreconditionFailed")]
    [InlineData("If-Unmodified-Since: " + Same, "Full")]
    [InlineData("If-Unmodified-Since: never", "Full")]
    [InlineData("Range: bytes=1-2", "Partial")]
    [InlineData("Range: bytes=1-2|Range: bytes=1-2", "Full")]
    [InlineData("Range: bytes=10-", "RangeNotSatisfiable")]
    [InlineData("Range: bytes=1-2|If-None-Match: TAG", "NotModified")]
    [InlineData("Range: bytes=1-2|If-Match: \"x\"", "PreconditionFailed")]
    [InlineData("Range: bytes=1-2|If-Range: TAG", "Partial")]
    [InlineData("Range: bytes=1-2|If-Range: W/TAG", "Full")]
    [InlineData("Range: bytes=1-2|If-Range: \"x\"", "Full")]
    [InlineData("Range: bytes=10-|If-Range: \"x\"", "Full")]
    [InlineData("Range: bytes=1-2|If-Range: " + Same, "Partial")]
    [InlineData("Range: bytes=1-2|If-Range: " + Later, "Full")]
    [InlineData("Range: bytes=1-2|If-Range: " + Earlier, "Full")]
    [InlineData("Range: bytes=1-2|If-Range: junk", "Full")]
    [InlineData("If-Range: TAG", "Full")]
    public void Preconditions_are_evaluated_in_order(string fields, string kind) => Assert.Equal(kind, Evaluate("GET", fields).Kind.ToString());

    [Fact]
    public void Ranges_are_for_get_alone() => Assert.Equal(VerdictKind.Full, Evaluate("HEAD", "Range: bytes=1-2").Kind);

    [Fact]
    public void Versions_have_tags_of_their_own()
    {
        Span<byte> tag = stackalloc byte[FileVersion.MaxTagBytes];
        var largest = new FileVersion(-1, -1, ulong.MaxValue);
        Assert.Equal(FileVersion.MaxTagBytes, largest.WriteTag(tag));
        Assert.Equal(-1, largest.ModifiedSeconds);
        Assert.Equal(Tag.Length, new FileVersion(10, 1, 2).WriteTag(tag));
        Assert.Equal(Tag, Encoding.ASCII.GetString(tag[..Tag.Length]));
    }

    private static Verdict Evaluate(string method, string fields)
    {
        byte[] tag = new byte[FileVersion.MaxTagBytes];
        string text = Encoding.ASCII.GetString(tag, 0, Version.WriteTag(tag));
        string lines = fields.Length == 0 ? "" : fields.Replace("TAG", text, StringComparison.Ordinal).Replace("|", "\r\n", StringComparison.Ordinal) + "\r\n";
        byte[] bytes = Encoding.ASCII.GetBytes($"{method} / HTTP/1.1\r\nHost: a\r\n{lines}\r\n");
        var head = new RequestHead();
        Assert.Equal(ParseOutcome.Complete, RequestParser.Parse(bytes, HttpLimits.Default, head).Outcome);
        return Preconditions.Evaluate(head, bytes, Version, 784_111_800);
    }
}
