namespace Ringspun.Http;

/// <summary>What a client may ask of the server's memory and patience. Everything a peer controls has a bound here.</summary>
/// <remarks>The defaults suit browsers and tools. RFC 9112 section 3 recommends to support request lines of at least 8,000 octets.</remarks>
public sealed record HttpLimits
{
    /// <summary>The limits that hold when nothing else is said.</summary>
    public static HttpLimits Default { get; } = new();

    /// <summary>Longest request target in bytes; a longer one is answered with 414. Default 8,192.</summary>
    public int MaxTargetBytes { get; init; } = 8 * 1024;

    /// <summary>Longest request head in bytes, request line and header fields together; a longer one is answered with 431. Default 32 KiB.</summary>
    public int MaxHeadBytes { get; init; } = 32 * 1024;

    /// <summary>Most header field lines of one request; more are answered with 431. Default 100.</summary>
    public int MaxFieldCount { get; init; } = 100;

    /// <summary>Longest request body in bytes that is read and thrown away; a longer one is answered with 413. Default 1 MiB.</summary>
    public long MaxBodyBytes { get; init; } = 1024 * 1024;

    /// <summary>Most bytes of chunk extensions and trailer fields in one chunked body; more are answered with 400. Default 8 KiB.</summary>
    public int MaxChunkedOverheadBytes { get; init; } = 8 * 1024;

    /// <summary>Most pipelined requests that are answered with one send. The rest wait in the received bytes. Default 64.</summary>
    public int MaxPipelinedRequests { get; init; } = 64;

    /// <summary>Time from a request's first byte to the end of its head, then 408. Default 10 seconds.</summary>
    public TimeSpan HeadTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for the whole request body, then the connection is closed. Default 30 seconds.</summary>
    public TimeSpan BodyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time between requests, then the connection is closed without a word. Default 60 seconds.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Time that one send may take without an end, then the connection is aborted. Default 30 seconds.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks that the limits make sense together.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A limit is not positive, or a part may be larger than the whole.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTargetBytes, 1, nameof(MaxTargetBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeadBytes, MaxTargetBytes + 64, nameof(MaxHeadBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxFieldCount, 1, nameof(MaxFieldCount));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBodyBytes, nameof(MaxBodyBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxChunkedOverheadBytes, nameof(MaxChunkedOverheadBytes));
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPipelinedRequests, 1, nameof(MaxPipelinedRequests));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(HeadTimeout, TimeSpan.Zero, nameof(HeadTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(BodyTimeout, TimeSpan.Zero, nameof(BodyTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(IdleTimeout, TimeSpan.Zero, nameof(IdleTimeout));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(WriteTimeout, TimeSpan.Zero, nameof(WriteTimeout));
    }
}
