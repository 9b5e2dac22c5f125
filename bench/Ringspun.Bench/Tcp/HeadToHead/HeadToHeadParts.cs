namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>What <c>bench/run tcp</c> measures.</summary>
[Flags]
internal enum HeadToHeadParts
{
    None = 0,

    /// <summary>Streams of bytes, each way, over one connection and over eight.</summary>
    Bulk = 1,

    /// <summary>A small file over keep-alive connections.</summary>
    Http = 2,

    /// <summary>Connections that are opened, used once each way and closed.</summary>
    Connect = 4,

    /// <summary>Latency at a rate that all can bear.</summary>
    Latency = 8,

    /// <summary>Memory of connections that are open and idle.</summary>
    Idle = 16,

    All = Bulk | Http | Connect | Latency | Idle,
}
