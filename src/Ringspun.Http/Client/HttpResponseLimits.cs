namespace Ringspun.Http;

/// <summary>What a server may ask of the client's memory and patience. Times are bounded per request: <see cref="HttpClientConnection{TSink}.Ask"/>.</summary>
public sealed record HttpResponseLimits
{
    /// <summary>The limits that hold when nothing else is said.</summary>
    public static HttpResponseLimits Default { get; } = new();

    /// <summary>Longest response head in bytes, status line and header fields together. Default 32 KiB.</summary>
    public int MaxHeadBytes { get; init; } = 32 * 1024;

    /// <summary>Most header field lines of one response. Default 200.</summary>
    public int MaxFieldCount { get; init; } = 200;

    /// <summary>Longest body in bytes, without the transfer coding. Default: any.</summary>
    public long MaxBodyBytes { get; init; } = long.MaxValue;

    /// <summary>Most bytes of chunk extensions and trailer fields in one chunked body. Default 64 KiB.</summary>
    public int MaxChunkedOverheadBytes { get; init; } = 64 * 1024;

    /// <summary>Most interim responses (status 1xx) before one final response. Default 16.</summary>
    public int MaxInterimResponses { get; init; } = 16;

    /// <summary>Checks that the limits make sense.</summary>
    /// <exception cref="ArgumentOutOfRangeException">One does not.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHeadBytes, 64, nameof(MaxHeadBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxFieldCount, nameof(MaxFieldCount));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxBodyBytes, nameof(MaxBodyBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxChunkedOverheadBytes, nameof(MaxChunkedOverheadBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(MaxInterimResponses, nameof(MaxInterimResponses));
    }
}
