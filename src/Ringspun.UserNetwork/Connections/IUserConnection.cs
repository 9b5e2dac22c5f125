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
}
