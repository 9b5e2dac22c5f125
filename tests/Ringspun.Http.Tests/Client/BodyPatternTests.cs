using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ringspun.Http.Tests.Client;

public sealed class BodyPatternTests
{
    // Two letters only, so that patterns overlap with themselves and nearly match everywhere.
    private static Gen<(string Pattern, string Body, int[] Cuts)> Cases { get; } =
        from pattern in Gen.Elements('a', 'b').NonEmptyListOf()
        from body in Gen.Elements('a', 'b').ListOf()
        from cuts in Gen.Choose(0, 6).ArrayOf()
        select (string.Concat(pattern), string.Concat(body), cuts);

    [Fact]
    public void A_pattern_is_found_however_the_body_is_cut() => Property.Holds(
        Cases.ToArbitrary(),
        static input =>
        {
            var pattern = new BodyPattern(Encoding.ASCII.GetBytes(input.Pattern));
            ReadOnlySpan<byte> rest = Encoding.ASCII.GetBytes(input.Body);
            int matched = 0;
            foreach (int cut in input.Cuts)
            {
                int length = Math.Min(cut, rest.Length);
                matched = pattern.Advance(matched, rest[..length]);
                rest = rest[length..];
            }

            matched = pattern.Advance(matched, rest);
            Assert.Equal(input.Body.Contains(input.Pattern, StringComparison.Ordinal), matched == pattern.Length);
        },
        3000);

    [Fact]
    public void An_empty_pattern_is_refused() => Assert.Throws<ArgumentException>(static () => new BodyPattern(default));

    [Fact]
    public void Each_response_is_looked_at_for_what_its_request_expects()
    {
        using PreparedRequest plain = PreparedRequest.Create("GET", "a", "/");
        using PreparedRequest expects = PreparedRequest.Create("GET", "a", "/", expected: new BodyPattern("world"u8));
        ExpectInBody sink = default;
        sink.Begin(expects, 200, default);
        sink.Data("hello, wo"u8);
        Assert.False(sink.IsMet);
        sink.Data("rld!"u8);
        sink.Data("more"u8);
        Assert.True(sink.IsMet);
        sink.Begin(expects, 200, default);
        Assert.False(sink.IsMet);
        sink.Begin(plain, 200, default);
        Assert.True(sink.IsMet);
    }
}
