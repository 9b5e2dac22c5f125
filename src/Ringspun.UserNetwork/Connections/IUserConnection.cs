using Ringspun.Tcp;

namespace Ringspun.UserLevel;

/// <summary>What a connection of a <see cref="UserNetwork"/> has beyond others: its connections may be cast to this. Members are for the connection's loop.</summary>
public interface IUserConnection : IConnection
{
    /// <summary>The state of the connection, as it is now.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    ConnectionInfo Info { get; }

    /// <summary>How the connection behaves; setting it changes what is not agreed on with the peer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    TcpSettings Settings { get; set; }

    /// <summary>Receives nothing more: what has come is dropped, as is what comes; a receive ends the stream. The peer may go on sending.</summary>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    void ShutdownReceive();

    /// <summary>Closes the connection and waits until the peer has acknowledged all that was sent (SO_LINGER of POSIX).</summary>
    /// <param name="linger">How long; zero drops the connection at once.</param>
    /// <returns>Whether all was acknowledged; false: the time has passed, or the connection had failed, and the rest is lost.</returns>
    /// <exception cref="ObjectDisposedException">It is closed.</exception>
    IoOperation<bool> CloseAsync(TimeSpan linger);
}
