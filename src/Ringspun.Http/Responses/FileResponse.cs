namespace Ringspun.Http.Responses;

/// <summary>The heads of answers with a file, or with what preconditions and ranges left of it.</summary>
internal static class FileResponse
{
    /// <summary>Room for any head that <see cref="WriteHead"/> writes.</summary>
    public const int MaxHeadBytes = 768;

    /// <summary>Longest content type that fits into <see cref="MaxHeadBytes"/>.</summary>
    public const int MaxContentTypeBytes = 128;

    /// <summary>Writes the head of a 200, 206 or 304.</summary>
    /// <param name="destination">At least <see cref="MaxHeadBytes"/> long.</param>
    /// <param name="verdict">Which of them, and the range.</param>
    /// <param name="version">The file.</param>
    /// <param name="contentType">Its media type.</param>
    /// <param name="framing">Date and connection.</param>
    /// <param name="dateOffset">Where the date was written.</param>
    /// <returns>The head's length.</returns>
    public static int WriteHead(
        Span<byte> destination, Verdict verdict, in FileVersion version, ReadOnlySpan<byte> contentType, in ResponseFraming framing, out int dateOffset)
    {
        int status = verdict.Kind switch
        {
            VerdictKind.Full => 200,
            VerdictKind.Partial => 206,
            _ => 304,
        };
        var head = new ResponseHeadWriter(destination, status);
        framing.WriteCommon(ref head);
        dateOffset = head.DateOffset;

        // A 304 repeats the validators and leaves out what describes a body it does not have (RFC 9110 section 15.4.5).
        if (verdict.Kind != VerdictKind.NotModified)
        {
            head.Field("Content-Type: "u8, contentType);
            head.ContentLength(BodyLength(verdict, version));
            head.Field("Accept-Ranges: "u8, "bytes"u8);
        }

        if (verdict.Kind == VerdictKind.Partial)
        {
            head.ContentRange(verdict.Range, version.Size);
        }

        head.LastModified(version.ModifiedSeconds);
        head.EntityTag(version);
        return head.End();
    }

    private static long BodyLength(Verdict verdict, in FileVersion version) =>
        verdict.Kind == VerdictKind.Partial ? verdict.Range.Length : version.Size;
}
