namespace Ringspun.Tcp;

/// <summary>Something that the application may want to act on.</summary>
/// <param name="Connection">The connection, unless it is about a listener or a datagram socket.</param>
/// <param name="Listener">The listener that has connections to accept; its number is 0 for an event of a connection.</param>
/// <param name="Events">What has happened to the connection, or the datagram socket.</param>
/// <param name="Datagram">The datagram socket that it is about; its generation is 0 for an event of a connection or a listener.</param>
public readonly record struct StackEvent(ConnectionId Connection, ListenerId Listener, ConnectionEvents Events, DatagramSocketId Datagram = default)
{
    /// <summary>Why the connection has failed; <see cref="StackError.None"/> unless it has.</summary>
    public StackError Failure { get; init; }
}
