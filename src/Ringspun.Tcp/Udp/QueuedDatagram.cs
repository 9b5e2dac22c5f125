using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Udp;

/// <summary>A datagram in a queue of its socket; its data lies in the queue's buffers.</summary>
internal readonly record struct QueuedDatagram
{
    public IpAddress Local { get; init; }

    public Endpoint Remote { get; init; }

    /// <summary>The data in bytes.</summary>
    public int Length { get; init; }

    /// <summary>Of one to be sent, the time to live or hop limit.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>Of one to be sent, DSCP and ECN.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>The 8 bytes of the upper layer's header as a number, the first the most significant: UDP's, or an echo's.</summary>
    public ulong Head { get; init; }
}
