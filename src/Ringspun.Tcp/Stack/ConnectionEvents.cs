namespace Ringspun.Tcp;

/// <summary>What has happened to a connection, or a datagram socket. Events say that a call is worth trying, not how much there is: several of a kind become one.</summary>
[Flags]
public enum ConnectionEvents : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The connection is open.</summary>
    Connected = 1,

    /// <summary>There is something to read.</summary>
    Readable = 2,

    /// <summary>There is room again after a send that took less than it was offered.</summary>
    Writable = 4,

    /// <summary>The peer sends nothing more; what came before can still be read.</summary>
    EndOfStream = 8,

    /// <summary>The connection has ended by a failure; of a datagram socket, which goes on: there is an error to take.</summary>
    Failed = 16,

    /// <summary>The connection has ended in order.</summary>
    Closed = 32,

    /// <summary>
    /// The same data was sent again three times, and nothing came (R1 of RFC 9293 section 3.8.3): the way to the peer may be dead. The connection goes on
    /// until <see cref="TcpSettings.UserTimeout"/>; who owns the routes may try another. It is not told when the peer has taken something since.
    /// </summary>
    Stalled = 64,

    /// <summary>The peer has sent, or announced, urgent data, or more of it (RFC 9293 section 3.8.5). It is read in its place.</summary>
    Urgent = 128,
}
