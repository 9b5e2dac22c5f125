namespace Ringspun.Http.Parsing;

/// <summary>How far a parse came.</summary>
internal enum ParseOutcome : byte
{
    /// <summary>The bytes are the beginning of a request head; call again with more.</summary>
    Incomplete,

    /// <summary>A whole request head was read.</summary>
    Complete,

    /// <summary>The head is refused; the connection is answered with the status and closed, since its framing is not to be trusted.</summary>
    Refused,
}
