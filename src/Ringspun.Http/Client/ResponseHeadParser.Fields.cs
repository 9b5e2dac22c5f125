using System.Text;
using Ringspun.Http.Parsing;

namespace Ringspun.Http;

/// <content>The header fields that tell the framing (RFC 9112 sections 5 and 6).</content>
internal static partial class ResponseHeadParser
{
    private static int ParseFields(ReadOnlySpan<byte> bytes, int position, HttpResponseLimits limits, ref ResponseHead head)
    {
        int first = position;
        while (true)
        {
            ReadOnlySpan<byte> rest = bytes[position..];
            if (rest.IsEmpty)
            {
                return Incomplete;
            }

            if (rest[0] == '\r')
            {
                head.Fields = new Slice(first, position - first);
                return ExpectEnd(bytes, position, ResponseRefusal.MalformedField);
            }

            int next = Grammar.IsWhitespace(rest[0])
                ? SkipFolded(bytes, position, ref head)
                : ParseField(bytes, position, ref head);
            if (next <= 0)
            {
                return next;
            }

            if (++head.FieldCount > limits.MaxFieldCount)
            {
                return Refuse(ResponseRefusal.TooManyFields);
            }

            position = next;
        }
    }

    /// <summary>
    /// Section 5.2: a client takes a folded line as part of the field before. It belongs to one that nobody reads here, or is refused; section 2.2:
    /// there is nothing that the first line could go on with.
    /// </summary>
    private static int SkipFolded(ReadOnlySpan<byte> bytes, int position, ref ResponseHead head)
    {
        if (head.FieldCount == 0)
        {
            return Refuse(ResponseRefusal.MalformedField);
        }

        if (head.IsFieldOpen)
        {
            return Refuse(ResponseRefusal.FoldedField);
        }

        int length = bytes[position..].IndexOfAny(Grammar.NotInFieldValue);
        return length < 0 ? Incomplete : ExpectEnd(bytes, position + length, ResponseRefusal.MalformedField);
    }

    private static int ParseField(ReadOnlySpan<byte> bytes, int position, ref ResponseHead head)
    {
        ReadOnlySpan<byte> rest = bytes[position..];
        int length = FieldLine.Scan(rest, out int name, out Slice value);
        if (length < 0)
        {
            return length == FieldLine.Incomplete ? Incomplete : Refuse(ResponseRefusal.MalformedField);
        }

        head.IsFieldOpen = false;
        if (Matters(rest[0], name))
        {
            ResponseRefusal refusal = Record(rest[..name], Grammar.TrimWhitespace(value.Of(rest)), ref head);
            if (refusal != ResponseRefusal.None)
            {
                return Refuse(refusal);
            }
        }

        return position + length;
    }

    /// <summary>Rules out most of the fields that do not matter here by their first letter and their length.</summary>
    private static bool Matters(byte letter, int length) => (letter | 0x20) switch
    {
        'c' => length is 10 or 14,
        't' => length == 17,
        _ => false,
    };

    private static ResponseRefusal Record(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ref ResponseHead head)
    {
        if (Is(name, "content-length"u8))
        {
            head.IsFieldOpen = true;
            return RecordContentLength(value, ref head);
        }

        if (Is(name, "transfer-encoding"u8))
        {
            head.IsFieldOpen = true;
            return RecordTransferEncoding(value, ref head);
        }

        if (Is(name, "connection"u8))
        {
            head.IsFieldOpen = true;
            RecordConnection(value, ref head);
        }

        return ResponseRefusal.None;
    }

    // Section 6.3: a list of valid values that are all the same counts as that value; anything else is beyond repair.
    private static ResponseRefusal RecordContentLength(ReadOnlySpan<byte> value, ref ResponseHead head)
    {
        do
        {
            if (!Grammar.TryParseLength(Grammar.NextElement(ref value), out long length)
                || (head.ContentLength >= 0 && head.ContentLength != length))
            {
                return ResponseRefusal.MalformedContentLength;
            }

            head.ContentLength = length;
        }
        while (!value.IsEmpty);

        return ResponseRefusal.None;
    }

    // Section 6.1: chunked at most once and last. Another coding before it is the business of whoever reads the body.
    private static ResponseRefusal RecordTransferEncoding(ReadOnlySpan<byte> value, ref ResponseHead head)
    {
        while (!value.IsEmpty)
        {
            ReadOnlySpan<byte> coding = Grammar.NextElement(ref value);
            if (coding.IsEmpty)
            {
                continue;
            }

            int end = coding.IndexOfAnyExcept(Grammar.Token);
            if (head.IsChunked || end == 0 || (end > 0 && coding[end] != ';' && !Grammar.IsWhitespace(coding[end])))
            {
                return ResponseRefusal.MalformedTransferEncoding;
            }

            bool isChunked = Is(end < 0 ? coding : coding[..end], "chunked"u8);
            if (isChunked && end >= 0)
            {
                // Section 7.1: the chunked coding has no parameters.
                return ResponseRefusal.MalformedTransferEncoding;
            }

            head.IsChunked = isChunked;
            head.HasTransferEncoding = true;
        }

        return head.HasTransferEncoding ? ResponseRefusal.None : ResponseRefusal.MalformedTransferEncoding;
    }

    private static void RecordConnection(ReadOnlySpan<byte> value, ref ResponseHead head)
    {
        while (!value.IsEmpty)
        {
            ReadOnlySpan<byte> option = Grammar.NextElement(ref value);
            head.SaysClose |= Is(option, "close"u8);
            head.SaysKeepAlive |= Is(option, "keep-alive"u8);
        }
    }

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lowerCase) => Ascii.EqualsIgnoreCase(name, lowerCase);
}
