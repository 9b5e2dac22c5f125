using Ringspun.Http.Parsing;

namespace Ringspun.Http;

/// <summary>What a response head says that matters to its reader. Lives while the head is looked at; the connection keeps nothing of it.</summary>
internal ref struct ResponseHead
{
    public int Status;

    /// <summary>The minor version: 0 or 1. A higher one is treated as 1 (RFC 9110 section 2.5).</summary>
    public int MinorVersion;

    /// <summary>The body's length, or -1 without a Content-Length.</summary>
    public long ContentLength;

    public bool HasTransferEncoding;

    /// <summary>Whether the chunked coding is the last one (RFC 9112 section 6.3).</summary>
    public bool IsChunked;

    public bool SaysClose;

    public bool SaysKeepAlive;

    /// <summary>Whether the field line before mattered: then it must not go on in the next one.</summary>
    public bool IsFieldOpen;

    public int FieldCount;

    /// <summary>All header field lines, without the empty line that ends them.</summary>
    public Slice Fields;

    public BodyFraming Framing;

    public readonly bool IsInterim => Status < 200;

    /// <summary>Whether the connection may carry another response after this one (RFC 9112 section 9.3).</summary>
    public readonly bool KeepsAlive => !SaysClose && (MinorVersion >= 1 || SaysKeepAlive) && Framing != BodyFraming.UntilClose;
}
