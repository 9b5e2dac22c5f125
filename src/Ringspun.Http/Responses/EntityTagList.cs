namespace Ringspun.Http.Responses;

/// <summary>The lists of entity-tags in If-Match and If-None-Match (RFC 9110 sections 13.1.1 and 13.1.2).</summary>
internal static class EntityTagList
{
    /// <summary>True when the list is <c>*</c> or holds the tag of the file. A list with a syntax error matches up to the error.</summary>
    /// <param name="list">The field value.</param>
    /// <param name="tag">The file's own tag: strong, quotes included.</param>
    /// <param name="weak">Weak comparison: a weak tag of the same text matches too (section 8.8.3.2).</param>
    public static bool Matches(ReadOnlySpan<byte> list, ReadOnlySpan<byte> tag, bool weak)
    {
        if (list.SequenceEqual("*"u8))
        {
            return true;
        }

        while (!list.IsEmpty)
        {
            if (list[0] is (byte)',' or (byte)' ' or (byte)'\t')
            {
                list = list[1..];
                continue;
            }

            bool isWeak = list.StartsWith("W/"u8);
            var opaque = isWeak ? list[2..] : list;
            int close = opaque.IsEmpty || opaque[0] != '"' ? -1 : opaque[1..].IndexOf((byte)'"');
            if (close < 0)
            {
                return false;
            }

            // Commas may stand between the quotes, so the list is walked by quotes rather than split.
            if ((weak || !isWeak) && opaque[..(close + 2)].SequenceEqual(tag))
            {
                return true;
            }

            list = opaque[(close + 2)..];
        }

        return false;
    }
}
