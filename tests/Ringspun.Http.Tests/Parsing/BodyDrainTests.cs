using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ringspun.Http.Parsing;

namespace Ringspun.Http.Tests.Parsing;

public sealed class BodyDrainTests
{
    private static readonly HttpLimits Small = new() { MaxBodyBytes = 20, MaxChunkedOverheadBytes = 12 };
    private static readonly RequestHead Chunked = new() { IsChunked = true };

    private static Arbitrary<byte[]> Inputs { get; } = Gen.OneOf(
        Property.WireByte.ArrayOf(),
        Gen.Elements("0", "1", "5", "a", "\r\n", "abcde", "x", ";e=f", "0\r\n", "\r\n\r\n", "5\r\nabcde\r\n", "T: v\r\n", "FFFFFFFFFFFFFFFF", "\r", "\n").Select(Encoding.ASCII.GetBytes)
            .ArrayOf().Select(static pieces => pieces.SelectMany(static p => p).ToArray())).ToArbitrary();

    [Theory]
    [InlineData("0\r\n\r\n", "Done")]
    [InlineData("5\r\nabcde\r\n0\r\n\r\n", "Done")]
    [InlineData("0005\r\nabcde\r\n000\r\n\r\n", "Done")]
    [InlineData("5;a=b\r\nabcde\r\n0;c\r\n\r\n", "Done")]
    [InlineData("5 ;a\r\nabcde\r\n0\r\n\r\n", "Done")]
    [InlineData("a\r\n\r\n0\r\n\r\n0\r\n\r\n0\r\n\r\n", "Done")]
    [InlineData("0\r\nA: b\r\nC:\r\n\r\n", "Done")]
    [InlineData("5\r\nabcde\r\n", "More")]
    [InlineData("0\r\n", "More")]
    [InlineData("\r\n", "Malformed")]
    [InlineData("x\r\n", "Malformed")]
    [InlineData("-1\r\n", "Malformed")]
    [InlineData("0x5\r\n", "Malformed")]
    [InlineData(" 5\r\n", "Malformed")]
    [InlineData("5 \r\n", "Malformed")]
    [InlineData("5\nabcde\r\n", "Malformed")]
    [InlineData("5\rabcde", "Malformed")]
    [InlineData("5\r\nabcdef\r\n", "Malformed")]
    [InlineData("5\r\nabcde\n0\r\n\r\n", "Malformed")]
    [InlineData("5;a\nabcde\r\n", "Malformed")]
    [InlineData("5;a\0\r\nabcde\r\n", "Malformed")]
    [InlineData("5;aaaaaaaaaaaaaaa\r\nabcde\r\n", "Malformed")]
    [InlineData("1;aaaaa\r\nx\r\n1;aaaaaa\r\n", "Malformed")]
    [InlineData("0\r\nA b\r\n\r\n", "Malformed")]
    [InlineData("0\r\n A: b\r\n\r\n", "Malformed")]
    [InlineData("0\r\nA: b\n\r\n", "Malformed")]
    [InlineData("0\r\nA: aaaaaaaaaaaaa\r\n\r\n", "Malformed")]
    [InlineData("0\r\n\rX", "Malformed")]
    [InlineData("00000000000000005\r\n", "Malformed")]
    [InlineData("15\r\n", "TooLarge")]
    [InlineData("a\r\n0123456789\r\nb\r\n", "TooLarge")]
    [InlineData("FFFFFFFFFFFFFFFF\r\n", "TooLarge")]
    [InlineData("8000000000000001\r\n", "TooLarge")]
    public void Chunked_bodies_are_read_strictly(string text, string outcome)
    {
        var drain = new BodyDrain(Chunked, Small);
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        Assert.Equal(outcome, drain.Consume(bytes, out int consumed).ToString());
        if (outcome == "Done")
        {
            Assert.Equal(bytes.Length, consumed);
        }
    }

    [Fact]
    public void A_body_ends_where_its_length_says()
    {
        var drain = new BodyDrain(new RequestHead { ContentLength = 5 }, Small);
        Assert.Equal(DrainOutcome.More, drain.Consume("abc"u8, out int consumed));
        Assert.Equal(3, consumed);
        Assert.Equal(DrainOutcome.Done, drain.Consume("deGET"u8, out consumed));
        Assert.Equal(2, consumed);
        Assert.Equal(DrainOutcome.Done, drain.Consume("GET"u8, out consumed));
        Assert.Equal(0, consumed);
    }

    [Theory]
    [InlineData(-1, "Done")]
    [InlineData(0, "Done")]
    [InlineData(20, "More")]
    [InlineData(21, "TooLarge")]
    [InlineData(long.MaxValue, "TooLarge")]
    public void A_length_is_judged_before_the_body_comes(long length, string outcome) =>
        Assert.Equal(outcome, new BodyDrain(new RequestHead { ContentLength = length }, Small).Outcome.ToString());

    [Fact]
    public void A_body_is_read_alike_however_it_is_split() => Property.Holds(Inputs, static bytes =>
    {
        var whole = new BodyDrain(Chunked, Small);
        var outcome = whole.Consume(bytes, out int consumed);
        Assert.InRange(consumed, 0, bytes.Length);
        var split = new BodyDrain(Chunked, Small);
        int total = 0;
        foreach (byte b in bytes)
        {
            _ = split.Consume([b], out int one);
            total += one;
        }

        Assert.Equal(outcome, split.Outcome);
        Assert.Equal(consumed, total);
    }, 2000);
}
