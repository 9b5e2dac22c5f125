using Ringspun.Http.Parsing;

namespace Ringspun.Http.Responses;

/// <summary>
/// Evaluates conditional requests in the order of RFC 9110 section 13.2.2. Only for a file whose plain answer would be 200 (section 13.2.1).
/// </summary>
internal static class Preconditions
{
    /// <summary>Says how to answer a GET or HEAD.</summary>
    /// <param name="head">The request.</param>
    /// <param name="bytes">The bytes it was parsed from.</param>
    /// <param name="version">The file as it is now.</param>
    /// <param name="now">The present second, for dates with two-digit years.</param>
    public static Verdict Evaluate(RequestHead head, ReadOnlySpan<byte> bytes, in FileVersion version, long now)
    {
        if (!head.HasConditions)
        {
            return Verdict.Full;
        }

        Span<byte> buffer = stackalloc byte[FileVersion.MaxTagBytes];
        ReadOnlySpan<byte> tag = buffer[..version.WriteTag(buffer)];

        // Steps 1 and 2: is this still the file that the client means?
        if (head.Has(RequestFields.IfMatch))
        {
            if (!AnyMatches(head, bytes, RequestFields.IfMatch, head.IfMatch, "if-match"u8, tag, weak: false))
            {
                return Verdict.PreconditionFailed;
            }
        }
        else if (TryDate(head, bytes, RequestFields.IfUnmodifiedSince, head.IfUnmodifiedSince, now, out long unmodifiedSince)
            && version.ModifiedSeconds > unmodifiedSince)
        {
            return Verdict.PreconditionFailed;
        }

        // Steps 3 and 4: does the client have it already? If-None-Match alone decides where both are present.
        if (head.Has(RequestFields.IfNoneMatch))
        {
            if (AnyMatches(head, bytes, RequestFields.IfNoneMatch, head.IfNoneMatch, "if-none-match"u8, tag, weak: true))
            {
                return Verdict.NotModified;
            }
        }
        else if (TryDate(head, bytes, RequestFields.IfModifiedSince, head.IfModifiedSince, now, out long modifiedSince)
            && version.ModifiedSeconds <= modifiedSince)
        {
            return Verdict.NotModified;
        }

        // Step 5: a range, if it is of the file that the client has the rest of. GET is the only method with ranges (section 14.2).
        bool wantsRange = head.Method == RequestMethod.Get && head.HasOne(RequestFields.Range);
        return wantsRange && IfRangeHolds(head, bytes, tag, version, now)
            ? RangeField.Evaluate(head.Range.Of(bytes), version.Size)
            : Verdict.Full;
    }

    /// <summary>
    /// RFC 9110 section 13.1.5: an entity-tag must match strongly. A date must be the very Last-Modified; that two versions of one second
    /// cannot be told apart by it is why the entity-tag is always sent too.
    /// </summary>
    private static bool IfRangeHolds(RequestHead head, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> tag, in FileVersion version, long now)
    {
        if (!head.Has(RequestFields.IfRange))
        {
            return true;
        }

        if (!head.HasOne(RequestFields.IfRange))
        {
            return false;
        }

        var value = head.IfRange.Of(bytes);
        bool isTag = value.StartsWith("\""u8) || value.StartsWith("W/"u8);
        return isTag
            ? value.SequenceEqual(tag)
            : HttpDate.TryParse(value, now, out long date) && date == version.ModifiedSeconds;
    }

    // Sections 13.1.3 and 13.1.4: a date that is none, or that is not alone, is ignored.
    private static bool TryDate(RequestHead head, ReadOnlySpan<byte> bytes, RequestFields field, Slice slice, long now, out long date)
    {
        date = 0;
        return head.HasOne(field) && HttpDate.TryParse(slice.Of(bytes), now, out date);
    }

    private static bool AnyMatches(
        RequestHead head, ReadOnlySpan<byte> bytes, RequestFields field, Slice first, ReadOnlySpan<byte> name, ReadOnlySpan<byte> tag, bool weak)
    {
        if (head.HasOne(field))
        {
            return EntityTagList.Matches(first.Of(bytes), tag, weak);
        }

        // A list in several lines is one list (section 5.3).
        var walker = new FieldWalker(bytes, head);
        while (walker.MoveNext())
        {
            if (System.Text.Ascii.EqualsIgnoreCase(walker.Name, name) && EntityTagList.Matches(walker.Value, tag, weak))
            {
                return true;
            }
        }

        return false;
    }
}
