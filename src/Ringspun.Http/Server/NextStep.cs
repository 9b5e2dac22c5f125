namespace Ringspun.Http;

/// <summary>What a connection does after it has gone through what it received.</summary>
internal enum NextStep : byte
{
    /// <summary>Send the responses, then go on with what was received.</summary>
    GoOn,

    /// <summary>Send the responses, then wait for more bytes.</summary>
    Receive,

    /// <summary>Answer the request at hand, which needs a body or a file that is not in memory.</summary>
    Answer,

    /// <summary>Send the responses, and close once the client has had the time to read them, even if it still sends.</summary>
    Close,

    /// <summary>Drop the connection: what was promised cannot be kept.</summary>
    Abort,
}
