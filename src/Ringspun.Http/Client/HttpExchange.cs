namespace Ringspun.Http;

/// <summary>A request and what has become of it. Times are nanoseconds of the loop's clock, <see cref="EventLoop.Now"/>.</summary>
public readonly record struct HttpExchange
{
    /// <summary>The request; null when the connection has ended while none was asked.</summary>
    public PreparedRequest? Request { get; init; }

    /// <summary>What the caller has given the request along: <see cref="HttpClientConnection{TSink}.Ask"/>.</summary>
    public long Tag { get; init; }

    /// <summary>The status code of the final response; 0 when its head has not come.</summary>
    public int Status { get; init; }

    /// <summary>Bytes of its body, without the transfer coding; of a response that has failed, as far as it came.</summary>
    public long BodyBytes { get; init; }

    /// <summary>When the request was handed to the network; 0 when it never was.</summary>
    public long Sent { get; init; }

    /// <summary>When the first byte of the answer was there, interim responses included; 0 when none came.</summary>
    public long FirstByte { get; init; }

    /// <summary>When the last byte was there, or the failure was noticed.</summary>
    public long End { get; init; }

    /// <summary>Whether the connection takes further requests. If not, requests asked behind this one fail as <see cref="HttpFailureKind.Closed"/>.</summary>
    public bool IsReusable { get; init; }

    /// <summary>What has gone wrong; <see cref="HttpFailureKind.None"/> when the response is complete.</summary>
    public HttpFailure Failure { get; init; }

    /// <summary>Whether the response is complete.</summary>
    public bool IsComplete => Failure.Kind == HttpFailureKind.None;
}
