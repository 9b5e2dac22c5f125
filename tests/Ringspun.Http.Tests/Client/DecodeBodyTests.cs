using System.IO.Compression;
using System.Text;
using Ringspun.Tests.Shared;

namespace Ringspun.Http.Tests.Client;

/// <summary>Bodies are freed from their content coding, however they come, and what is broken is told.</summary>
public sealed class DecodeBodyTests
{
    private const string Text = "A text that says hello, hello and hello again, and then something else.";

    public static TheoryData<string> Codings => ["gzip", "deflate", "raw", "br"];

    [Theory, MemberData(nameof(Codings))]
    public void A_body_is_decoded_however_it_is_cut(string coding)
    {
        byte[] encoded = Encode(coding, Encoding.Latin1.GetBytes(Text));
        foreach (int piece in (int[])[1, 2, 3, 7, encoded.Length])
        {
            (DecodeOutcome outcome, string text, _) = Decode(coding, encoded, piece);
            Assert.Equal((DecodeOutcome.Complete, Text), (outcome, text));
        }
    }

    [Theory, MemberData(nameof(Codings))]
    public void A_large_body_is_decoded(string coding)
    {
        string large = string.Concat(Enumerable.Range(0, 30_000).Select(static i => $"{i} "));
        byte[] encoded = Encode(coding, Encoding.Latin1.GetBytes(large));
        (DecodeOutcome outcome, string text, _) = Decode(coding, encoded, 1000);
        Assert.Equal(DecodeOutcome.Complete, outcome);
        Assert.Equal(large, text);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Every_truncation_is_told(string coding)
    {
        byte[] encoded = Encode(coding, Encoding.Latin1.GetBytes(Text));
        for (int length = 1; length < encoded.Length; length++)
        {
            (DecodeOutcome outcome, string text, _) = Decode(coding, encoded[..length], 5);
            Assert.True(outcome == DecodeOutcome.Truncated, $"{coding} cut after {length} of {encoded.Length} bytes: {outcome}");
            Assert.StartsWith(text, Text, StringComparison.Ordinal);
        }
    }

    [Theory, InlineData("gzip"), InlineData("deflate")]
    public void A_wrong_checksum_is_told(string coding)
    {
        byte[] encoded = Encode(coding, Encoding.Latin1.GetBytes(Text));
        for (int position = encoded.Length - 4; position < encoded.Length; position++)
        {
            byte[] broken = [.. encoded];
            broken[position] ^= 0x40;
            Assert.Equal(DecodeOutcome.Malformed, Decode(coding, broken, broken.Length).Outcome);
        }
    }

    // Raw deflate has no head and no checksum: not all that is broken can be seen.
    [Theory, InlineData("gzip"), InlineData("deflate"), InlineData("br")]
    public void What_is_not_encoded_is_told(string coding)
    {
        byte[] plain = Encoding.Latin1.GetBytes("xyz " + string.Concat(Enumerable.Repeat(Text, 10)));
        Assert.NotEqual(DecodeOutcome.Complete, Decode(coding, plain, 100).Outcome);
    }

    [Theory, MemberData(nameof(Codings))]
    public void Any_changed_byte_is_survived(string coding)
    {
        var random = new Random(7);
        byte[] encoded = Encode(coding, Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(Text, 20))));
        for (int i = 0; i < 300; i++)
        {
            byte[] broken = [.. encoded];
            broken[random.Next(broken.Length)] = (byte)random.Next(256);
            _ = Decode(coding, broken, random.Next(1, 50));
        }
    }

    [Theory, MemberData(nameof(Codings))]
    public void A_bomb_is_defused(string coding)
    {
        byte[] encoded = Encode(coding, new byte[5_000_000]);
        Assert.InRange(encoded.Length, 1, 50_000);
        (DecodeOutcome outcome, _, long count) = Decode(coding, encoded, 100, limit: 100_000);
        Assert.Equal(DecodeOutcome.TooLarge, outcome);
        Assert.InRange(count, 0, 100_000);
        Assert.Equal((DecodeOutcome.Complete, 5_000_000), Both(Decode(coding, encoded, 100, limit: 5_000_000)));
        Assert.Equal(DecodeOutcome.TooLarge, Decode(coding, encoded, 100, limit: 4_999_999).Outcome);

        static (DecodeOutcome, long) Both((DecodeOutcome Outcome, string Text, long Count) result) => (result.Outcome, result.Count);
    }

    [Theory, InlineData("zstd"), InlineData("compress"), InlineData("gzip, br"), InlineData("gzip\r\nContent-Encoding: gzip")]
    public void Unknown_and_stacked_codings_are_told(string coding)
    {
        (DecodeOutcome outcome, string text, _) = Decode(coding, [1, 2, 3], 1, field: coding);
        Assert.Equal((DecodeOutcome.Unsupported, ""), (outcome, text));
    }

    [Theory, InlineData("identity"), InlineData(" , identity"), InlineData("")]
    public void A_body_without_a_coding_passes(string coding)
    {
        (DecodeOutcome outcome, string text, _) = Decode(coding, Encoding.Latin1.GetBytes(Text), 5, field: coding);
        Assert.Equal((DecodeOutcome.Complete, Text), (outcome, text));
    }

    [Fact]
    public void One_sink_decodes_one_body_after_the_other()
    {
        using PreparedRequest request = PreparedRequest.Create("GET", "test", "/", expected: new BodyPattern("something else"u8));
        var sink = default(DecodeBody<ExpectInBody>);
        foreach (string coding in (string[])["gzip", "br", "X-GZIP", "deflate", "identity", "GZip"])
        {
            byte[] bytes = Encoding.Latin1.GetBytes(Text);
            sink.Begin(request, 200, Encoding.Latin1.GetBytes($"content-encoding: {coding}\r\n"));

            // An answer to HEAD, or one that was cut off, before.
            Assert.Equal(DecodeOutcome.Complete, sink.Complete());
            sink.Begin(request, 200, Encoding.Latin1.GetBytes($"Content-Encoding: {coding}\r\n"));
            sink.Data(coding == "identity" ? bytes : Encode(coding.Replace("X-", "", StringComparison.Ordinal), bytes));
            Assert.Equal(DecodeOutcome.Complete, sink.Complete());
            Assert.Equal(DecodeOutcome.Complete, sink.Complete());
            Assert.True(sink.Inner.IsMet);
        }
    }

    [Fact]
    public void A_body_without_a_coding_allocates_nothing()
    {
        using PreparedRequest request = PreparedRequest.Create("GET", "test", "/");
        var sink = default(DecodeBody<KeepLocation<IgnoreBody>>);
        byte[] fields = "Content-Type: text/plain\r\nLocation: /elsewhere\r\n"u8.ToArray();
        byte[] body = Encoding.Latin1.GetBytes(Text);
        Assert.Equal(0, Allocations.OfOneRun(Go));
        Assert.Equal("/elsewhere"u8, sink.Inner.Location);

        void Go()
        {
            for (int i = 0; i < 100; i++)
            {
                sink.Begin(request, 200 + (100 * (i & 1)), fields);
                sink.Data(body);
                _ = sink.Complete();
            }
        }
    }

    private static byte[] Encode(string coding, byte[] bytes)
    {
        using var encoded = new MemoryStream();
        using (Stream encoder = coding.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            "DEFLATE" => new ZLibStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            "RAW" => new DeflateStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
            _ => new BrotliStream(encoded, CompressionLevel.Optimal, leaveOpen: true),
        })
        {
            encoder.Write(bytes);
        }

        return encoded.ToArray();
    }

    private static (DecodeOutcome Outcome, string Text, long Count) Decode(
        string coding, byte[] encoded, int piece, long limit = DecodeBody<CollectingSink>.DefaultMaxBytes, string? field = null)
    {
        using PreparedRequest request = PreparedRequest.Create("GET", "test", "/");
        var sink = new DecodeBody<CollectingSink> { MaxBytes = limit };
        field ??= coding == "raw" ? "deflate" : coding;
        sink.Begin(request, 200, Encoding.Latin1.GetBytes($"Content-Encoding: {field}\r\nServer: test\r\n"));
        for (int at = 0; at < encoded.Length; at += piece)
        {
            sink.Data(encoded.AsSpan(at, Math.Min(piece, encoded.Length - at)));
        }

        return (sink.Complete(), sink.Inner.Text, sink.Inner.Count);
    }
}
