namespace Ringspun.Http;

/// <summary>What a server, or one loop of it, has done so far; a snapshot that may be taken on any thread.</summary>
public readonly record struct HttpServerStatistics
{
    /// <summary>Connections accepted.</summary>
    public long Accepted { get; init; }

    /// <summary>Connections open now.</summary>
    public long Active { get; init; }

    /// <summary>Requests whose head was understood.</summary>
    public long Requests { get; init; }

    /// <summary>Heads and bodies that were refused as malformed, and requests that came too slowly.</summary>
    public long Refused { get; init; }

    /// <summary>Bytes sent, heads and bodies.</summary>
    public long BytesSent { get; init; }

    /// <summary>Requests answered from memory at once.</summary>
    public long CacheHits { get; init; }

    /// <summary>Files read into memory.</summary>
    public long CacheLoads { get; init; }

    /// <summary>Bytes of files in memory now.</summary>
    public long CacheBytes { get; init; }

    /// <summary>Responses aborted: the client went away or took nothing for too long, or the file shrank while it was sent.</summary>
    public long Aborted { get; init; }

    /// <summary>Sends whose bytes went out without a copy, of the connections that have ended.</summary>
    public long ZeroCopySent { get; init; }

    /// <summary>Sends that asked for zero copy and were copied by the kernel all the same, of the connections that have ended.</summary>
    public long ZeroCopyCopied { get; init; }

    /// <summary>The sum of two.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    public static HttpServerStatistics operator +(HttpServerStatistics left, HttpServerStatistics right) => new()
    {
        Accepted = left.Accepted + right.Accepted,
        Active = left.Active + right.Active,
        Requests = left.Requests + right.Requests,
        Refused = left.Refused + right.Refused,
        BytesSent = left.BytesSent + right.BytesSent,
        CacheHits = left.CacheHits + right.CacheHits,
        CacheLoads = left.CacheLoads + right.CacheLoads,
        CacheBytes = left.CacheBytes + right.CacheBytes,
        Aborted = left.Aborted + right.Aborted,
        ZeroCopySent = left.ZeroCopySent + right.ZeroCopySent,
        ZeroCopyCopied = left.ZeroCopyCopied + right.ZeroCopyCopied,
    };
}
