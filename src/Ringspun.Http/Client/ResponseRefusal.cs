namespace Ringspun.Http;

/// <summary>Why a client refuses what a server has sent. The connection's framing is not to be trusted from there on: it ends.</summary>
public enum ResponseRefusal : byte
{
    /// <summary>Nothing is refused.</summary>
    None,

    /// <summary>The bytes are no HTTP/1 response: another protocol, or garbage.</summary>
    NotHttp,

    /// <summary>The response is of another version than HTTP/1.x.</summary>
    VersionNotSupported,

    /// <summary>The status code has not three digits, or is below 100, or what follows it is malformed (RFC 9112 section 4).</summary>
    MalformedStatusLine,

    /// <summary>A field line is none: whitespace before the colon, a control character, a line end that is not CR LF (RFC 9112 section 5).</summary>
    MalformedField,

    /// <summary>A field that tells the framing goes on in the next line (obs-fold, RFC 9112 section 5.2), where not all would read it.</summary>
    FoldedField,

    /// <summary>The head is longer than <see cref="HttpResponseLimits.MaxHeadBytes"/>.</summary>
    HeadTooLarge,

    /// <summary>There are more field lines than <see cref="HttpResponseLimits.MaxFieldCount"/>.</summary>
    TooManyFields,

    /// <summary>A Content-Length is no number, or two of them differ (RFC 9112 section 6.3).</summary>
    MalformedContentLength,

    /// <summary>A Transfer-Encoding is malformed, or has something after the chunked coding (RFC 9112 section 6.1).</summary>
    MalformedTransferEncoding,

    /// <summary>There are both a Content-Length and a Transfer-Encoding (RFC 9112 section 6.3: likely an attack), or the latter in HTTP/1.0.</summary>
    ConflictingFraming,

    /// <summary>The chunked coding is broken (RFC 9112 section 7.1).</summary>
    MalformedChunk,

    /// <summary>There is more beside the data of a chunked body than <see cref="HttpResponseLimits.MaxChunkedOverheadBytes"/>.</summary>
    TooMuchChunkOverhead,

    /// <summary>The body is longer than <see cref="HttpResponseLimits.MaxBodyBytes"/>.</summary>
    BodyTooLarge,

    /// <summary>More interim responses than <see cref="HttpResponseLimits.MaxInterimResponses"/> came before a final one.</summary>
    TooManyInterimResponses,

    /// <summary>101: the server has switched to another protocol.</summary>
    ProtocolSwitched,

    /// <summary>Bytes came that answer no request: before one was sent, or after the last response was complete.</summary>
    Unsolicited,
}
