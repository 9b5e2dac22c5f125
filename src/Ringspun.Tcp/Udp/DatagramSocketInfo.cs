using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp;

/// <summary>What can be said of a datagram socket.</summary>
public readonly record struct DatagramSocketInfo
{
    /// <summary>This end: the address, unspecified for all of a family, and UDP's port or the identifier of echoes.</summary>
    public Endpoint Local { get; init; }

    /// <summary>The peer; unspecified when the socket is not connected.</summary>
    public Endpoint Remote { get; init; }

    /// <summary>Datagrams that can be received.</summary>
    public int Readable { get; init; }

    /// <summary>What they count against <see cref="DatagramSettings.ReceiveQueue"/>, in bytes.</summary>
    public int ReceiveQueued { get; init; }

    /// <summary>What waits to be sent counts so much against <see cref="DatagramSettings.SendQueue"/>, in bytes.</summary>
    public int SendQueued { get; init; }

    /// <summary>Errors that can be taken.</summary>
    public int Errors { get; init; }
}
