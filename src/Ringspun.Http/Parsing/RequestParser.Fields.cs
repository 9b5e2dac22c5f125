using System.Text;

namespace Ringspun.Http.Parsing;

/// <content>The header field lines: <c>field-name ":" OWS field-value OWS CRLF</c> (RFC 9112 section 5), and what the message framing needs of them.</content>
internal static partial class RequestParser
{
    private static int ParseFields(ReadOnlySpan<byte> bytes, int position, HttpLimits limits, RequestHead head)
    {
        int first = position;
        while (true)
        {
            ReadOnlySpan<byte> rest = bytes[position..];
            if (!rest.IsEmpty && rest[0] == '\r')
            {
                head.Fields = new Slice(first, position - first);
                int end = ExpectLineEnd(bytes, position);
                return end < 0 ? end : CheckFraming(head, end);
            }

            int length = FieldLine.Scan(rest, out int name, out Slice value);
            if (length < 0)
            {
                return length == FieldLine.Incomplete ? Incomplete : BadRequest;
            }

            if (++head.FieldCount > limits.MaxFieldCount)
            {
                return FieldsTooLarge;
            }

            if (Matters(rest[0], name))
            {
                int status = Record(rest[..name], value.Of(rest), position + value.Offset, head);
                if (status < 0)
                {
                    return status;
                }
            }

            position += length;
        }
    }

    /// <summary>Rules out most of the fields that do not matter here by their first letter and their length.</summary>
    private static bool Matters(byte letter, int length) => (letter | 0x20) switch
    {
        'h' => length == 4,
        'c' => length is 10 or 14,
        'i' => length is 8 or 13 or 17 or 19,
        't' => length == 17,
        'e' => length == 6,
        'r' => length == 5,
        _ => false,
    };

    /// <summary>Keeps the fields that matter here.</summary>
    private static int Record(ReadOnlySpan<byte> name, ReadOnlySpan<byte> rawValue, int valueOffset, RequestHead head)
    {
        ReadOnlySpan<byte> value = Grammar.TrimWhitespace(rawValue, out int skipped);
        var slice = new Slice(valueOffset + skipped, value.Length);
        switch (name.Length)
        {
            case 4 when Is(name, "host"u8):
                return RecordHost(value, slice, head);
            case 5 when Is(name, "range"u8) && head.Note(RequestFields.Range):
                head.Range = slice;
                return 0;
            case 6 when Is(name, "expect"u8):
                return RecordExpect(value, head);
            case 8 when Is(name, "if-match"u8) && head.Note(RequestFields.IfMatch):
                head.IfMatch = slice;
                return 0;
            case 8 when Is(name, "if-range"u8) && head.Note(RequestFields.IfRange):
                head.IfRange = slice;
                return 0;
            case 10 when Is(name, "connection"u8):
                RecordConnection(value, head);
                return 0;
            case 13 when Is(name, "if-none-match"u8) && head.Note(RequestFields.IfNoneMatch):
                head.IfNoneMatch = slice;
                return 0;
            case 14 when Is(name, "content-length"u8):
                return RecordContentLength(value, head);
            case 17 when Is(name, "transfer-encoding"u8):
                return RecordTransferEncoding(value, head);
            case 17 when Is(name, "if-modified-since"u8) && head.Note(RequestFields.IfModifiedSince):
                head.IfModifiedSince = slice;
                return 0;
            case 19 when Is(name, "if-unmodified-since"u8) && head.Note(RequestFields.IfUnmodifiedSince):
                head.IfUnmodifiedSince = slice;
                return 0;
            default:
                return 0;
        }
    }

    // RFC 9112 section 3.2: 400 for more than one Host, or an invalid one, even when an absolute-form target overrides it.
    private static int RecordHost(ReadOnlySpan<byte> value, Slice slice, RequestHead head)
    {
        if (!head.Note(RequestFields.Host) || !HostField.IsValid(value))
        {
            return BadRequest;
        }

        if (head.Form is TargetForm.Origin or TargetForm.Asterisk)
        {
            head.Host = slice;
        }

        return 0;
    }

    // RFC 9110 section 10.1.1: an expectation we do not know may be answered with 417; from HTTP/1.0 the field is ignored.
    private static int RecordExpect(ReadOnlySpan<byte> value, RequestHead head)
    {
        if (head.MinorVersion == 0)
        {
            return 0;
        }

        if (!Is(value, "100-continue"u8))
        {
            return ExpectationFailed;
        }

        _ = head.Note(RequestFields.Expect);
        head.ExpectsContinue = true;
        return 0;
    }

    private static void RecordConnection(ReadOnlySpan<byte> value, RequestHead head)
    {
        while (!value.IsEmpty)
        {
            var option = Grammar.NextElement(ref value);
            head.SaysClose |= Is(option, "close"u8);
            head.SaysKeepAlive |= Is(option, "keep-alive"u8);
        }
    }

    // RFC 9110 section 8.6: 1*DIGIT, and a sender sends it once. Refusing repetitions is one of the two choices it leaves.
    private static int RecordContentLength(ReadOnlySpan<byte> value, RequestHead head)
    {
        if (!head.Note(RequestFields.ContentLength) || !Grammar.TryParseLength(value, out long length))
        {
            return BadRequest;
        }

        head.ContentLength = length;
        return 0;
    }

    // RFC 9112 section 6.1: chunked at most once and last; a coding that is not understood is answered with 501.
    private static int RecordTransferEncoding(ReadOnlySpan<byte> value, RequestHead head)
    {
        _ = head.Note(RequestFields.TransferEncoding);
        bool any = false;
        while (!value.IsEmpty)
        {
            var coding = Grammar.NextElement(ref value);
            if (coding.IsEmpty)
            {
                continue;
            }

            if (head.IsChunked)
            {
                return BadRequest;
            }

            if (!Is(coding, "chunked"u8))
            {
                return NotImplemented;
            }

            head.IsChunked = true;
            any = true;
        }

        return any ? 0 : BadRequest;
    }

    private static int CheckFraming(RequestHead head, int end)
    {
        bool lacksHost = head.MinorVersion >= 1 && !head.Has(RequestFields.Host);

        // Section 6.1: both lengths are an attack or a broken proxy, and HTTP/1.0 knows no transfer codings.
        bool doubtful = head.Has(RequestFields.TransferEncoding)
            && (head.Has(RequestFields.ContentLength) || head.MinorVersion == 0);
        return lacksHost || doubtful ? BadRequest : end;
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(name, lowerCase);
}
