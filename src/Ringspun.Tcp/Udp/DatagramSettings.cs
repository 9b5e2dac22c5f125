namespace Ringspun.Tcp;

/// <summary>How a datagram socket behaves. One object serves any number of sockets.</summary>
public sealed record DatagramSettings
{
    /// <summary>The least room that a queue can have, in bytes.</summary>
    public const int LeastQueue = 2_048;

    /// <summary>The most.</summary>
    public const int GreatestQueue = 1 << 30;

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

    /// <summary>
    /// Whether others that say so too may have the same address and port (SO_REUSEPORT). What a peer sends comes to the socket that is connected to it, else
    /// always to the same one of those that are connected to nobody, as long as none is opened, connected or closed. Read when the socket is opened.
    /// </summary>
    public bool SharePort { get; init; }

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ReceiveQueue, LeastQueue, nameof(ReceiveQueue));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(ReceiveQueue, GreatestQueue, nameof(ReceiveQueue));
        ArgumentOutOfRangeException.ThrowIfLessThan(SendQueue, LeastQueue, nameof(SendQueue));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(SendQueue, GreatestQueue, nameof(SendQueue));
    }
}
