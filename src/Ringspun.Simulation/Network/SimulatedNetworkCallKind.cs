namespace Ringspun.Simulation;

/// <summary>What can go wrong in a network.</summary>
public enum SimulatedNetworkCallKind
{
    /// <summary><see cref="INetwork.ConnectAsync"/>.</summary>
    Connect,

    /// <summary>A connection is about to be accepted.</summary>
    Accept,

    /// <summary><see cref="IConnection.ReceiveAsync"/> or <see cref="IConnection.LeaseAsync"/>.</summary>
    Receive,

    /// <summary>One of the <see cref="IConnection.SendAsync(ReadOnlyMemory{byte}, CancellationToken)"/> overloads.</summary>
    Send,

    /// <summary>A piece of a stream sets out, from the local to the remote end.</summary>
    Piece,

    /// <summary>A datagram sets out, from the local to the remote end. An error ends its send; a delay is that datagram's alone.</summary>
    Datagram,
}
