namespace Ringspun.Http.Responses;

/// <summary>Answers without a file: errors with a small page for people, redirects, OPTIONS.</summary>
internal static class ErrorResponse
{
    /// <summary>Room for any error without a Location.</summary>
    public const int MaxBytes = 640;

    /// <summary>The methods that the server serves, for 405 and OPTIONS (RFC 9110 section 10.2.1).</summary>
    public static ReadOnlySpan<byte> AllowedMethods => "GET, HEAD, OPTIONS"u8;

    /// <summary>Writes a whole error response.</summary>
    /// <param name="destination">At least <see cref="MaxBytes"/> long.</param>
    /// <param name="status">The status; 405 brings its Allow.</param>
    /// <param name="framing">Date, connection and whether the body is left out.</param>
    /// <param name="fileSize">The file's length, for the Content-Range of a 416.</param>
    /// <returns>Its length.</returns>
    public static int Write(Span<byte> destination, int status, in ResponseFraming framing, long fileSize = 0)
    {
        var title = StatusLine.Title(status);
        var head = new ResponseHeadWriter(destination, status);
        framing.WriteCommon(ref head);
        if (status == 405)
        {
            head.Field("Allow: "u8, AllowedMethods);
        }
        else if (status == 416)
        {
            head.UnsatisfiedRange(fileSize);
        }

        head.Field("Content-Type: "u8, "text/html; charset=utf-8"u8);
        head.ContentLength((2 * title.Length) + PageStart.Length + PageMiddle.Length + PageEnd.Length);
        int length = head.End();
        return framing.IsHead || length < 0 ? length : length + WritePage(destination[length..], title);
    }

    /// <summary>Writes a 301 without a body (RFC 9110 section 15.4.2).</summary>
    /// <returns>Its length, or -1 when the location does not fit.</returns>
    public static int WriteRedirect(Span<byte> destination, ReadOnlySpan<byte> location, in ResponseFraming framing)
    {
        var head = new ResponseHeadWriter(destination, 301);
        framing.WriteCommon(ref head);
        head.Field("Location: "u8, location);
        head.ContentLength(0);
        return head.End();
    }

    /// <summary>Writes the answer to OPTIONS: 204, which has neither body nor Content-Length (RFC 9110 sections 8.6 and 9.3.7).</summary>
    public static int WriteOptions(Span<byte> destination, in ResponseFraming framing)
    {
        var head = new ResponseHeadWriter(destination, 204);
        framing.WriteCommon(ref head);
        head.Field("Allow: "u8, AllowedMethods);
        return head.End();
    }

    private static ReadOnlySpan<byte> PageStart => "<!DOCTYPE html>\n<html lang=\"en\"><title>"u8;

    private static ReadOnlySpan<byte> PageMiddle => "</title><h1>"u8;

    private static ReadOnlySpan<byte> PageEnd => "</h1></html>\n"u8;

    private static int WritePage(Span<byte> destination, ReadOnlySpan<byte> title)
    {
        int length = 0;
        Append(destination, ref length, PageStart);
        Append(destination, ref length, title);
        Append(destination, ref length, PageMiddle);
        Append(destination, ref length, title);
        Append(destination, ref length, PageEnd);
        return length;
    }

    private static void Append(Span<byte> destination, ref int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(destination[length..]);
        length += bytes.Length;
    }
}
