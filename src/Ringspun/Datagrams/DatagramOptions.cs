namespace Ringspun;

/// <summary>How to open sockets for datagrams.</summary>
public sealed record DatagramOptions
{
    /// <summary>Bytes of datagrams that may wait to be received before more are dropped; 0 leaves net.core.rmem_default. The kernel doubles it, up to net.core.rmem_max.</summary>
    public int ReceiveBuffer { get; init; }

    /// <summary>Bytes of datagrams that may wait to be sent; 0 leaves net.core.wmem_default. The kernel doubles it, up to net.core.wmem_max.</summary>
    public int SendBuffer { get; init; }

    /// <summary>Whether datagrams may go to broadcast addresses.</summary>
    public bool Broadcast { get; init; }

    internal DatagramOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(ReceiveBuffer, nameof(ReceiveBuffer));
        ArgumentOutOfRangeException.ThrowIfNegative(SendBuffer, nameof(SendBuffer));
        return this;
    }
}
