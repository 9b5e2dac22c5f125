using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp;

/// <summary>What is known of a datagram, or of an echo reply, that was received.</summary>
public readonly record struct DatagramInfo
{
    /// <summary>Who sent it; the port is 0 for an echo reply, and of a datagram whose sender wants no answer.</summary>
    public Endpoint Remote { get; init; }

    /// <summary>The stack's address that it came to: the one to answer from.</summary>
    public IpAddress Local { get; init; }

    /// <summary>Its data in bytes, which may be more than the buffer took: the rest is lost.</summary>
    public int Length { get; init; }

    /// <summary>An echo reply's sequence number; 0 for UDP.</summary>
    public ushort Sequence { get; init; }
}
