namespace Ringspun.Http;

/// <summary>What one loop counts. Written by its thread alone; others read single numbers, each right at some moment.</summary>
internal sealed class LoopCounters
{
    public long Accepted;
    public long Active;
    public long Requests;
    public long Refused;
    public long BytesSent;
    public long CacheHits;
    public long CacheLoads;
    public long CacheBytes;
    public long Aborted;
    public long ZeroCopySent;
    public long ZeroCopyCopied;

    public HttpServerStatistics Snapshot() => new()
    {
        Accepted = Volatile.Read(ref Accepted),
        Active = Volatile.Read(ref Active),
        Requests = Volatile.Read(ref Requests),
        Refused = Volatile.Read(ref Refused),
        BytesSent = Volatile.Read(ref BytesSent),
        CacheHits = Volatile.Read(ref CacheHits),
        CacheLoads = Volatile.Read(ref CacheLoads),
        CacheBytes = Volatile.Read(ref CacheBytes),
        Aborted = Volatile.Read(ref Aborted),
        ZeroCopySent = Volatile.Read(ref ZeroCopySent),
        ZeroCopyCopied = Volatile.Read(ref ZeroCopyCopied),
    };
}
