using System.Globalization;
using System.Text;
using Ringspun.Http.Parsing;
using Ringspun.Linux;

namespace Ringspun.Http.Tests.Client;

/// <summary>Reads a stream of responses as a connection does, cut as a test wants it, and tells all that came out.</summary>
internal static class ParsedResponses
{
    private static readonly PreparedRequest Get = PreparedRequest.Create("GET", "a", "/");
    private static readonly PreparedRequest Head = PreparedRequest.Create("HEAD", "a", "/");

    public static string Describe(string stream, string methods = "G", HttpResponseLimits? limits = null, bool ends = false) =>
        Describe(Encoding.Latin1.GetBytes(stream), methods, limits ?? HttpResponseLimits.Default, static _ => int.MaxValue, ends);

    /// <summary>
    /// Reads one response per letter of <paramref name="methods"/> (G for GET, H for HEAD).
    /// </summary>
    /// <param name="stream">What the server sends.</param>
    /// <param name="methods">The requests.</param>
    /// <param name="limits">The limits.</param>
    /// <param name="pieceAt">How much comes at once, from a position on.</param>
    /// <param name="ends">Whether the connection ends after the stream.</param>
    public static string Describe(byte[] stream, string methods, HttpResponseLimits limits, Func<int, int> pieceAt, bool ends)
    {
        Inbox inbox = default;
        ResponseParser parser = default;
        var text = new StringBuilder();
        int position = 0;
        try
        {
            foreach (char method in methods)
            {
                RecordingSink sink = default;
                PreparedRequest request = method == 'H' ? Head : Get;
                ParseOutcome outcome;
                while ((outcome = parser.Read(ref inbox, request, limits, ref sink)) == ParseOutcome.Incomplete && position < stream.Length)
                {
                    int piece = Math.Min(pieceAt(position), stream.Length - position);
                    Chunk chunk = NativeChunk.Allocate(piece);
                    stream.AsSpan(position, piece).CopyTo(chunk.Span);
                    position += piece;
                    inbox.Keep();
                    inbox.Append(chunk, limits.MaxHeadBytes);
                }

                if (outcome == ParseOutcome.Incomplete && ends && parser.TryEnd())
                {
                    outcome = ParseOutcome.Complete;
                }

                // What a refused response has shown of its body depends on the cuts; what a complete one has does not.
                text.Append(outcome switch
                {
                    ParseOutcome.Complete => $"{sink.Text} {parser.Status} {parser.BodyBytes} {(parser.KeepsAlive ? "keep" : "close")}\n",
                    ParseOutcome.Refused => $"{parser.Refusal}\n",
                    _ => $"{sink.Text} incomplete {parser.Status} {parser.BodyBytes} {(ends ? "cut" : "open")}\n",
                });
                if (outcome != ParseOutcome.Complete)
                {
                    return text.ToString();
                }

                parser.Reset();
            }

            int left = stream.Length - position + inbox.Unread.Length;
            return text.Append(CultureInfo.InvariantCulture, $"left {left}").ToString();
        }
        finally
        {
            inbox.Clear();
        }
    }
}
