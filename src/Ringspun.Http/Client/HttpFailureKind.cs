namespace Ringspun.Http;

/// <summary>Where an exchange has failed.</summary>
public enum HttpFailureKind : byte
{
    /// <summary>Nowhere: the response is complete.</summary>
    None,

    /// <summary>No connection could be opened.</summary>
    Connect,

    /// <summary>The connection ended, or was reset, before the response was complete.</summary>
    Read,

    /// <summary>The request could not be sent.</summary>
    Write,

    /// <summary>The deadline had passed.</summary>
    Timeout,

    /// <summary>The server has sent what is no response: <see cref="HttpFailure.Refusal"/> says why.</summary>
    Protocol,

    /// <summary>
    /// The connection was closed in due form, by an earlier response that said so, by a server that had nothing left to answer, or by
    /// <see cref="HttpClientConnection{TSink}.Dispose"/>. A request that meets this may be asked again on another connection.
    /// </summary>
    Closed,
}
