namespace Ringspun.Tcp;

/// <summary>How a datagram socket behaves. One object serves any number of sockets.</summary>
public sealed record DatagramSettings
{
    private const int LeastQueue = 2_048;
    private const int GreatestQueue = 1 << 30;

    /// <summary>What a socket gets that says nothing else.</summary>
    public static DatagramSettings Default { get; } = new();

    /// <summary>
    /// The most bytes received and not read: 2,048 to 1 GiB. Each datagram counts 64 bytes more than it has data. What does not fit is dropped and counted.
    /// </summary>
    public int ReceiveQueue { get; init; } = 256 * 1024;

    /// <summary>The most bytes taken from the application and not sent, counted likewise: 2,048 to 1 GiB. A datagram that never fits is too long.</summary>
    public int SendQueue { get; init; } = 256 * 1024;

    /// <summary>The time to live, or hop limit; 0 for the stack's.</summary>
    public byte TimeToLive { get; init; }

    /// <summary>DSCP (6 bits) and ECN (2 bits) of what is sent.</summary>
    public byte TrafficClass { get; init; }

    /// <summary>
    /// Whether datagrams that are longer than the path takes are refused with <see cref="StackError.MessageTooLong"/> instead of being sent in fragments:
    /// for protocols that find the path's MTU themselves (RFC 8899).
    /// </summary>
    public bool DontFragment { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveQueue, LeastQueue, nameof(ReceiveQueue));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReceiveQueue, GreatestQueue, nameof(ReceiveQueue));
        ArgumentOutOfRangeException.ThrowIfLessThan(SendQueue, LeastQueue, nameof(SendQueue));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SendQueue, GreatestQueue, nameof(SendQueue));
    }
}
