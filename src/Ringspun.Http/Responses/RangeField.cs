using System.Text;
using Ringspun.Http.Parsing;

namespace Ringspun.Http.Responses;

/// <summary>The Range field (RFC 9110 section 14.2): one range of bytes.</summary>
/// <remarks>
/// Several ranges are answered with the whole file, as section 14.2 allows: multipart answers cost more than they save, and many small or
/// overlapping ranges are an attack (section 17.15).
/// </remarks>
internal static class RangeField
{
    /// <summary>Reads the field against a file of the given size.</summary>
    /// <returns>
    /// <see cref="VerdictKind.Partial"/> with the range; <see cref="VerdictKind.RangeNotSatisfiable"/>; or <see cref="VerdictKind.Full"/> when the
    /// field is to be ignored: another unit, bad syntax, several ranges.
    /// </returns>
    public static Verdict Evaluate(ReadOnlySpan<byte> value, long size)
    {
        const int unitLength = 6;
        if (value.Length < unitLength || !Ascii.EqualsIgnoreCase(value[..unitLength], "bytes="u8))
        {
            return Verdict.Full;
        }

        var range = Grammar.TrimWhitespace(value[unitLength..]);
        int dash = range.IndexOf((byte)'-');
        if (dash < 0 || !TryNumber(range[..dash], out long first) || !TryNumber(range[(dash + 1)..], out long last))
        {
            return Verdict.Full;
        }

        bool hasFirst = dash > 0;
        bool hasLast = dash + 1 < range.Length;
        if (!hasFirst)
        {
            return hasLast ? Suffix(last, size) : Verdict.Full;
        }

        if (hasLast && last < first)
        {
            return Verdict.Full;
        }

        if (first >= size)
        {
            return Verdict.RangeNotSatisfiable;
        }

        return Verdict.Partial(new ByteRange(first, hasLast ? Math.Min(last, size - 1) : size - 1));
    }

    // A suffix of an empty file is satisfiable, and there is no Content-Range that could say so: the whole of nothing is the answer.
    private static Verdict Suffix(long length, long size)
    {
        if (length == 0)
        {
            return Verdict.RangeNotSatisfiable;
        }

        return size == 0 ? Verdict.Full : Verdict.Partial(new ByteRange(Math.Max(size - length, 0), size - 1));
    }

    // Digits only; a number beyond 63 bits is as good as the largest. Nothing at all is 0, and the caller knows that it was nothing.
    private static bool TryNumber(ReadOnlySpan<byte> digits, out long number)
    {
        number = 0;
        foreach (byte b in digits)
        {
            if (!Grammar.IsDigit(b))
            {
                return false;
            }

            number = number > (long.MaxValue - 9) / 10 ? long.MaxValue : (number * 10) + (b - '0');
        }

        return true;
    }
}
