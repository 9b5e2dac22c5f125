using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Udp;

/// <summary>A datagram in a queue of its socket; its data lies in the queue's buffers.</summary>
internal readonly record struct QueuedDatagram
{
    public IpAddress Local { get; init; }

    public Endpoint Remote { get; init; }

    /// <summary>The data in bytes.</summary>
    public int Length { get; init; }

    /// <summary>The 8 bytes of the upper layer's header as a number, the first the most significant: UDP's, or an echo's.</summary>
    public ulong Head { get; init; }
}
