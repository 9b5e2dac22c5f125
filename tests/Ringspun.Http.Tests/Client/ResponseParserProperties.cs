using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ringspun.Http.Tests.Client;

public sealed class ResponseParserProperties
{
    private static readonly HttpResponseLimits Small = new()
    {
        MaxHeadBytes = 120,
        MaxFieldCount = 4,
        MaxBodyBytes = 40,
        MaxChunkedOverheadBytes = 12,
        MaxInterimResponses = 2,
    };

    private static Gen<byte[]> Pieces { get; } = Gen.Elements(
        "HTTP/1.1 ", "HTTP/1.0 ", "HTTP/2 ", "200", "204", "100", "304", " OK", " ", "\r\n", "\r\n\r\n", "\r", "\n", "Content-Length: 3\r\n", "Content-Length: 2, 2\r\n",
        "Transfer-Encoding: chunked\r\n", "Transfer-Encoding: gzip\r\n", "Connection: close\r\n", " folded\r\n", "X: y\r\n", "abc", "3\r\nabc\r\n", "0\r\n\r\n", "1;x\r\nz\r\n", "0\r\nT: v\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n", "\0")
        .Select(Encoding.ASCII.GetBytes);

    private static Gen<byte[]> Streams { get; } = Gen.OneOf(
        Property.WireByte.ArrayOf(),
        Pieces.ArrayOf().Select(static pieces => pieces.SelectMany(static piece => piece).ToArray()));

    private static Gen<(byte[] Stream, string Methods, bool Ends, int LargestPiece, int Seed)> Cases { get; } =
        from stream in Streams
        from methods in Gen.Elements("G", "GG", "HG", "GHGGG")
        from ends in Gen.Elements(false, true)
        from largestPiece in Gen.Choose(1, 30)
        from seed in Gen.Choose(0, int.MaxValue)
        select (stream, methods, ends, largestPiece, seed);

    [Fact]
    public void Any_bytes_cut_anyhow_give_the_same_and_no_exception() => Property.Holds(
        Cases.ToArbitrary(),
        static input =>
        {
            var random = new Random(input.Seed);
            string whole = ParsedResponses.Describe(input.Stream, input.Methods, Small, static _ => int.MaxValue, input.Ends);
            string cut = ParsedResponses.Describe(input.Stream, input.Methods, Small, _ => random.Next(1, input.LargestPiece + 1), input.Ends);
            string bytewise = ParsedResponses.Describe(input.Stream, input.Methods, Small, static _ => 1, input.Ends);
            Assert.Equal(whole, cut);
            Assert.Equal(whole, bytewise);
        },
        3000);
}
