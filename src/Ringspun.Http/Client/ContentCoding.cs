namespace Ringspun.Http;

/// <summary>How a body is encoded (RFC 9110 section 8.4.1).</summary>
internal enum ContentCoding : byte
{
    /// <summary>Not at all.</summary>
    Identity,

    /// <summary>RFC 1952.</summary>
    Gzip,

    /// <summary>RFC 1950; some send RFC 1951 instead.</summary>
    Deflate,

    /// <summary>RFC 7932.</summary>
    Brotli,

    /// <summary>In a way that is not known here, or in several at once.</summary>
    Unknown,
}
