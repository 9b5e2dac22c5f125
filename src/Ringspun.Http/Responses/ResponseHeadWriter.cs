using System.Buffers.Text;

namespace Ringspun.Http.Responses;

/// <summary>Writes a response head into a span (RFC 9112 section 4). A head that does not fit is noticed at the end, not at every step.</summary>
internal ref struct ResponseHeadWriter
{
    private readonly Span<byte> _destination;
    private bool _overflow;

    public ResponseHeadWriter(Span<byte> destination, int status)
    {
        _destination = destination;
        Append(StatusLine.Of(status));
    }

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>Where the 29 bytes of the Date are: they are the only ones that change in a response kept ready.</summary>
    public int DateOffset { get; private set; }

    /// <summary>Ends the head with an empty line.</summary>
    /// <returns>The head's length, or -1 when it does not fit.</returns>
    public int End()
    {
        Append("\r\n"u8);
        return _overflow ? -1 : Length;
    }

    public void Date(scoped ReadOnlySpan<byte> date)
    {
        Append("Date: "u8);
        DateOffset = Length;
        Append(date);
        Append("\r\n"u8);
    }

    /// <summary>A field whose name comes with its colon and space.</summary>
    public void Field(scoped ReadOnlySpan<byte> nameAndColon, scoped ReadOnlySpan<byte> value)
    {
        Append(nameAndColon);
        Append(value);
        Append("\r\n"u8);
    }

    public void ContentLength(long length)
    {
        Append("Content-Length: "u8);
        Append(length);
        Append("\r\n"u8);
    }

    public void LastModified(long unixSeconds)
    {
        Span<byte> date = stackalloc byte[HttpDate.Length];
        HttpDate.Format(unixSeconds, date);
        Field("Last-Modified: "u8, date);
    }

    public void EntityTag(in FileVersion version)
    {
        Span<byte> tag = stackalloc byte[FileVersion.MaxTagBytes];
        Field("ETag: "u8, tag[..version.WriteTag(tag)]);
    }

    /// <summary>RFC 9110 section 14.4: the range that is sent, first and last byte inclusive, of the whole length.</summary>
    public void ContentRange(ByteRange range, long size)
    {
        Append("Content-Range: bytes "u8);
        Append(range.First);
        Append("-"u8);
        Append(range.Last);
        Append("/"u8);
        Append(size);
        Append("\r\n"u8);
    }

    /// <summary>The Content-Range of a 416: no range, only the length.</summary>
    public void UnsatisfiedRange(long size)
    {
        Append("Content-Range: bytes */"u8);
        Append(size);
        Append("\r\n"u8);
    }

    /// <summary>
    /// What becomes of the connection (RFC 9112 section 9.3). Persistence goes without saying in HTTP/1.1, but HTTP/1.0 clients wait to be told.
    /// </summary>
    public void Connection(bool keepAlive, int minorVersion)
    {
        if (!keepAlive)
        {
            Append("Connection: close\r\n"u8);
        }
        else if (minorVersion == 0)
        {
            Append("Connection: keep-alive\r\n"u8);
        }
    }

    private void Append(long number)
    {
        if (!_overflow && Utf8Formatter.TryFormat(number, _destination[Length..], out int written))
        {
            Length += written;
        }
        else
        {
            _overflow = true;
        }
    }

    private void Append(scoped ReadOnlySpan<byte> bytes)
    {
        if (!_overflow && bytes.TryCopyTo(_destination[Length..]))
        {
            Length += bytes.Length;
        }
        else
        {
            _overflow = true;
        }
    }
}
