namespace Ringspun.Http;

/// <summary>What has become of a body's content coding.</summary>
public enum DecodeOutcome : byte
{
    /// <summary>The body was decoded to its end, or needed no decoding.</summary>
    Complete,

    /// <summary>The encoded data ends too early.</summary>
    Truncated,

    /// <summary>The data is not encoded as the response says, or its checksum is wrong.</summary>
    Malformed,

    /// <summary>Decoded, the body is longer than <see cref="DecodeBody{TSink}.MaxBytes"/>; what is beyond was not decoded.</summary>
    TooLarge,

    /// <summary>The coding is none of gzip, deflate and br, or there are several.</summary>
    Unsupported,
}
