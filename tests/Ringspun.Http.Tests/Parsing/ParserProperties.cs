using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ringspun.Http.Parsing;

namespace Ringspun.Http.Tests.Parsing;

public sealed class ParserProperties
{
    private static readonly HttpLimits Small = new() { MaxTargetBytes = 20, MaxHeadBytes = 120, MaxFieldCount = 4 };

    private static Gen<byte[]> Pieces { get; } = Gen.Elements(
        "GET ", "HEAD ", "POST ", "BREW ", "/", "/a/../b", "*", "http://h/p", " ", "HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "\r\n", "\r\n\r\n", "\r", "\n",
        "Host: a\r\n", "Host: b", "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "Connection: close\r\n", "X: ", "\t", "%2e", "\0", "GET / HTTP/1.1\r\nHost: a\r\n")
        .Select(Encoding.ASCII.GetBytes);

    // Half of the inputs are glued from what requests are made of, so that they get past the first line.
    private static Arbitrary<byte[]> Inputs { get; } = Gen.OneOf(
        Property.WireByte.ArrayOf(),
        Pieces.ArrayOf().Select(static pieces => pieces.SelectMany(static p => p).ToArray())).ToArbitrary();

    [Fact]
    public void Any_bytes_are_judged_without_an_exception() => Property.Holds(Inputs, static bytes =>
    {
        var p = new Parsed(bytes, Small);
        Assert.InRange(p.Result.Consumed, 0, bytes.Length);
        Assert.True(p.Result.Outcome != ParseOutcome.Refused || p.Status is 400 or 414 or 417 or 431 or 501 or 505);
    }, 3000);

    [Fact]
    public void The_first_verdict_on_a_prefix_is_the_verdict_on_the_whole() => Property.Holds(Inputs, static bytes =>
    {
        string whole = new Parsed(bytes, Small).Describe();
        for (int length = 0; length <= bytes.Length; length++)
        {
            var p = new Parsed(bytes[..length], Small);
            if (p.Result.Outcome != ParseOutcome.Incomplete)
            {
                Assert.Equal(whole, p.Describe());
                return;
            }
        }

        Assert.StartsWith("Incomplete", whole, StringComparison.Ordinal);
    }, 1000);
}
