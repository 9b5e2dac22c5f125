namespace Ringspun.Http;

/// <summary>How a client connection behaves. One instance serves any number of connections.</summary>
public sealed record HttpClientOptions
{
    /// <summary>The options that hold when nothing else is said.</summary>
    public static HttpClientOptions Default { get; } = new();

    /// <summary>Most requests that are asked and not answered (RFC 9112 section 9.3.2). Default 1: no pipelining.</summary>
    public int PipelineDepth { get; init; } = 1;

    /// <summary>What a server may send.</summary>
    public HttpResponseLimits Limits { get; init; } = HttpResponseLimits.Default;

    /// <summary>
    /// A send fails when the server has taken nothing for this long, or a sixteenth longer; <see cref="Timeout.InfiniteTimeSpan"/> for never. A
    /// read that waits notices it at its deadline, or when the connection ends. Default 30 seconds.
    /// </summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Checks that the options make sense.</summary>
    /// <exception cref="ArgumentException">One does not.</exception>
    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(PipelineDepth, 1, nameof(PipelineDepth));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(PipelineDepth, 64 * 1024, nameof(PipelineDepth));
        ArgumentNullException.ThrowIfNull(Limits);
        Limits.Validate();
        if (SendTimeout <= TimeSpan.Zero && SendTimeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(nameof(SendTimeout), SendTimeout, "A time that is positive, or infinite.");
        }
    }
}
