using Ringspun.Http.Parsing;

namespace Ringspun.Http;

/// <summary>Reads response heads by RFC 9112, in one pass and without an allocation.</summary>
/// <remarks>
/// Stateless: a head that is incomplete is read from its beginning with more bytes. Every check depends only on bytes before it, so the result
/// never depends on how the bytes were split. Strict where the framing hangs on it; lenient where section 4 asks a client to be (a status line
/// without the space before an empty reason) and where section 5.2 does (folded lines of fields that nobody reads here).
/// </remarks>
internal static partial class ResponseHeadParser
{
    // The steps return the position after what they read; Incomplete; or the refusal, negated. No head and no part of one ends at 0.
    private const int Incomplete = 0;

    private const int VersionLength = 8;

    private static ReadOnlySpan<byte> Version => "HTTP/1.1"u8;

    /// <summary>Reads the response head at the beginning of the received bytes.</summary>
    /// <param name="received">From the head's first byte on; more may follow it.</param>
    /// <param name="limits">The longest head and field list.</param>
    /// <param name="answersHead">Whether the request was a HEAD.</param>
    /// <param name="head">Filled when the head is complete; undefined otherwise.</param>
    /// <returns>The head's length; 0 when it is incomplete; or the <see cref="ResponseRefusal"/>, negated.</returns>
    public static int Parse(ReadOnlySpan<byte> received, HttpResponseLimits limits, bool answersHead, ref ResponseHead head)
    {
        head = default;
        head.ContentLength = -1;
        bool cut = received.Length >= limits.MaxHeadBytes;
        ReadOnlySpan<byte> bytes = cut ? received[..limits.MaxHeadBytes] : received;

        int position = ParseStatusLine(bytes, ref head);
        if (position > 0)
        {
            position = ParseFields(bytes, position, limits, ref head);
        }

        if (position > 0)
        {
            position = DecideFraming(answersHead, position, ref head);
        }

        return position == Incomplete && cut ? Refuse(ResponseRefusal.HeadTooLarge) : position;
    }

    /// <summary><c>status-line = HTTP-version SP status-code SP [ reason-phrase ] CRLF</c> (section 4).</summary>
    private static int ParseStatusLine(ReadOnlySpan<byte> bytes, ref ResponseHead head)
    {
        int position = ParseVersion(bytes, ref head);
        if (position <= 0)
        {
            return position;
        }

        for (int i = 0; i < 4; i++, position++)
        {
            if (position >= bytes.Length)
            {
                return Incomplete;
            }

            byte b = bytes[position];
            if (i == 0 ? b != ' ' : !Grammar.IsDigit(b) || (i == 1 && b == '0'))
            {
                return Refuse(ResponseRefusal.MalformedStatusLine);
            }

            head.Status = i == 0 ? 0 : (head.Status * 10) + (b - '0');
        }

        ReadOnlySpan<byte> reason = bytes[position..];
        int length = reason.IndexOfAny(Grammar.NotInFieldValue);
        if (!reason.IsEmpty && reason[0] != ' ' && length != 0)
        {
            return Refuse(ResponseRefusal.MalformedStatusLine);
        }

        return length < 0 ? Incomplete : ExpectEnd(bytes, position + length, ResponseRefusal.MalformedStatusLine);
    }

    private static int ParseVersion(ReadOnlySpan<byte> bytes, ref ResponseHead head)
    {
        if (bytes.StartsWith(Version))
        {
            head.MinorVersion = 1;
            return VersionLength;
        }

        // Byte by byte, so that garbage is refused as soon as it is seen, whether or not the rest has come.
        for (int i = 0; i < VersionLength; i++)
        {
            if (i >= bytes.Length)
            {
                return Incomplete;
            }

            if (i is 5 or 7 ? !Grammar.IsDigit(bytes[i]) : bytes[i] != Version[i])
            {
                // "HTTP/2 200": what looks like HTTP but for its version.
                return Refuse(i == 6 ? ResponseRefusal.VersionNotSupported : ResponseRefusal.NotHttp);
            }
        }

        if (bytes[5] != '1')
        {
            return Refuse(ResponseRefusal.VersionNotSupported);
        }

        head.MinorVersion = bytes[7] == '0' ? 0 : 1;
        return VersionLength;
    }

    /// <summary>Section 6.3: the first rule that fits says where the body ends.</summary>
    private static int DecideFraming(bool answersHead, int end, ref ResponseHead head)
    {
        if (answersHead || head.Status is < 200 or 204 or 304)
        {
            return end;
        }

        if (head.HasTransferEncoding)
        {
            // Section 6.1: both lengths are an attack or a broken proxy, and HTTP/1.0 knows no transfer codings.
            if (head.ContentLength >= 0 || head.MinorVersion == 0)
            {
                return Refuse(ResponseRefusal.ConflictingFraming);
            }

            head.Framing = head.IsChunked ? BodyFraming.Chunked : BodyFraming.UntilClose;
        }
        else
        {
            head.Framing = head.ContentLength >= 0 ? BodyFraming.Length : BodyFraming.UntilClose;
        }

        return end;
    }

    private static int ExpectEnd(ReadOnlySpan<byte> bytes, int position, ResponseRefusal refusal) => FieldLine.ExpectEnd(bytes, position) switch
    {
        FieldLine.Incomplete => Incomplete,
        FieldLine.Malformed => Refuse(refusal),
        int end => end,
    };

    private static int Refuse(ResponseRefusal refusal) => -(int)refusal;
}
