namespace Ringspun.Cli.Load.Results;

/// <summary>What kept a request from being answered.</summary>
internal enum ErrorKind
{
    /// <summary>No connection came about: refused, unreachable, no such name, no certificate that is trusted.</summary>
    Connect,

    /// <summary>The connection broke, or was closed, before the answer was whole.</summary>
    Read,

    /// <summary>The connection broke while the request was sent.</summary>
    Write,

    /// <summary>The answer was not whole in time.</summary>
    Timeout,

    /// <summary>What came is not HTTP, or not an answer to anything.</summary>
    Protocol,
}
