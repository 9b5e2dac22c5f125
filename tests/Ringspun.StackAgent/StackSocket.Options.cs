using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.UserLevel;

namespace Ringspun.StackAgent;

/// <content>Options by the names of setsockopt(2). Times are seconds but TCP_USER_TIMEOUT's, which are milliseconds, as in tcp(7).</content>
internal sealed partial class StackSocket
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000_000_000;
    private const int LeastBuffer = 2_048;
    private const int GreatestBuffer = 1 << 30;

    private int _linger = -1;

    public object GetOption(string name) => name switch
    {
        "SO_RCVBUF" => _connection?.Info.ReceiveBuffer ?? Size(_settings.ReceiveBuffer, _settings.MinimumReceiveBuffer),
        "SO_SNDBUF" => _connection?.Info.SendBuffer ?? Size(_settings.SendBuffer, _settings.MinimumSendBuffer),
        "SO_ERROR" => TakeError(),
        "SO_LINGER" => _linger,
        "SO_KEEPALIVE" => Flag(_settings.KeepAlive),
        "TCP_NODELAY" => Flag(_settings.NoDelay),
        "TCP_CORK" => Flag(_settings.Cork),
        "TCP_MAXSEG" => _connection is null ? _settings.MaximumSegmentSize : _connection.Info.MaximumSegmentSize,
        "TCP_USER_TIMEOUT" => _settings.UserTimeout == TcpSettings.Default.UserTimeout ? 0 : _settings.UserTimeout / Millisecond,
        "TCP_KEEPIDLE" => _settings.KeepAliveIdle / Second,
        "TCP_KEEPINTVL" => _settings.KeepAliveInterval / Second,
        "TCP_KEEPCNT" => _settings.KeepAliveCount,
        _ => throw new LinuxException($"getsockopt {name}", Errno.ENOPROTOOPT),
    };

    public void SetOption(string name, long value)
    {
        if (name == "SO_LINGER")
        {
            _linger = (int)Math.Clamp(value, -1, int.MaxValue);
            return;
        }

        TcpSettings wanted = name switch
        {
            "SO_RCVBUF" => _settings with { ReceiveBuffer = (int)Math.Clamp(value, LeastBuffer, GreatestBuffer) },
            "SO_SNDBUF" => _settings with { SendBuffer = (int)Math.Clamp(value, LeastBuffer, GreatestBuffer) },
            "SO_KEEPALIVE" => _settings with { KeepAlive = value != 0 },
            "TCP_NODELAY" => _settings with { NoDelay = value != 0 },
            "TCP_CORK" => _settings with { Cork = value != 0 },
            "TCP_MAXSEG" => _settings with { MaximumSegmentSize = checked((int)value) },
            "TCP_USER_TIMEOUT" => _settings with { UserTimeout = value == 0 ? TcpSettings.Default.UserTimeout : value * Millisecond },
            "TCP_KEEPIDLE" => _settings with { KeepAliveIdle = value * Second },
            "TCP_KEEPINTVL" => _settings with { KeepAliveInterval = value * Second },
            "TCP_KEEPCNT" => _settings with { KeepAliveCount = checked((int)value) },
            _ => throw new LinuxException($"setsockopt {name}", Errno.ENOPROTOOPT),
        };
        if (_connection is not null)
        {
            _connection.Settings = wanted;
        }

        _settings = wanted;
    }

    /// <summary>A buffer's size before there is a connection: 0 means that it will be tuned, from the least on.</summary>
    private static int Size(int wanted, int least) => wanted == 0 ? least : wanted;

    private static int Flag(bool value) => value ? 1 : 0;

    private object TakeError()
    {
        Errno error = _error;
        if (error == Errno.None && _connection is not null)
        {
            error = _connection.Info.Failure.ToErrno();
        }

        _error = Errno.None;
        return error == Errno.None ? 0 : error.ToString();
    }
}
