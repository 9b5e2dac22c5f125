namespace Ringspun.Http.Parsing;

/// <summary>What tells where a body ends (RFC 9112 section 6.3).</summary>
internal enum BodyFraming : byte
{
    /// <summary>There is no body, whatever the fields say.</summary>
    None,

    /// <summary>Content-Length.</summary>
    Length,

    /// <summary>The chunked coding.</summary>
    Chunked,

    /// <summary>The end of the connection; responses only.</summary>
    UntilClose,
}
