using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;
using Ringspun.Tcp;
using Ringspun.UserLevel;

namespace Ringspun.StackAgent;

/// <summary>One socket of the stack, with the calls of POSIX. Calls that wait may be under way at the same time, one of each kind after the other.</summary>
internal sealed partial class StackSocket(UserNetwork network, AddressFamily family, TcpSettings settings) : IDisposable
{
    private readonly FiberMutex _receiving = new();
    private readonly FiberMutex _sending = new();
    private readonly FiberMutex _accepting = new();
    private readonly Queue<IUserConnection> _accepted = new();
    private readonly CancellationTokenSource _closed = new();
    private TcpSettings _settings = settings;
    private IBinding? _binding;
    private IListener? _listener;
    private IUserConnection? _connection;
    private Errno _error;
    private bool _isAccepting;

    public StackSocket(UserNetwork network, AddressFamily family, TcpSettings settings, IUserConnection connection)
        : this(network, family, settings) => _connection = connection;

    public AddressFamily Family => family;

    private IUserConnection Connected => _connection ?? throw new LinuxException("socket", Errno.ENOTCONN);

    /// <returns>The port that was taken.</returns>
    public int Bind(IPEndPoint local)
    {
        if (_binding is not null || _connection is not null)
        {
            throw new LinuxException("bind", Errno.EINVAL);
        }

        CheckFamily(local);
        _binding = network.Bind(local, ushort.MaxValue, _settings);
        return ((IPEndPoint)_binding.LocalEndPoint).Port;
    }

    public void Listen(int backlog)
    {
        if (_listener is not null || _connection is not null)
        {
            throw new LinuxException("listen", Errno.EINVAL);
        }

        // The address was taken with whatever the settings were then; only now they count.
        IPEndPoint local = (IPEndPoint?)_binding?.LocalEndPoint ?? new IPEndPoint(Any, 0);
        _binding?.Dispose();
        _binding = network.Bind(local, Math.Clamp(backlog, 1, ushort.MaxValue), _settings);
        _listener = _binding.Listen(EventLoop.Current!);
    }

    public async Fiber<(StackSocket Socket, IPEndPoint Peer)> Accept()
    {
        using (await _accepting.Lock())
        {
            if (_listener is null)
            {
                throw new LinuxException("accept", Errno.EINVAL);
            }

            while (_accepted.Count == 0)
            {
                if (_isAccepting)
                {
                    // A poll has asked already, and the connection comes to the queue.
                    await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
                    _closed.Token.ThrowIfCancellationRequested();
                }
                else
                {
                    await AcceptOne();
                }
            }

            IUserConnection connection = _accepted.Dequeue();
            return (new StackSocket(network, family, _settings, connection), (IPEndPoint)connection.RemoteEndPoint!);
        }
    }

    public async Fiber Connect(IPEndPoint remote)
    {
        CheckFamily(remote);
        if (_connection is not null || _listener is not null)
        {
            throw new LinuxException("connect", _connection is null ? Errno.EOPNOTSUPP : Errno.EISCONN);
        }

        IPEndPoint? local = (IPEndPoint?)_binding?.LocalEndPoint;
        _binding?.Dispose();
        _binding = null;
        try
        {
            _connection = (IUserConnection)await network.ConnectAsync(remote, local, _settings, _closed.Token);
        }
        catch (LinuxException failed)
        {
            _error = failed.Errno;
            throw;
        }
    }

    public async Fiber<int> Send(ReadOnlyMemory<byte> data)
    {
        using (await _sending.Lock())
        {
            return data.IsEmpty ? 0 : await Connected.SendAsync(data);
        }
    }

    public async Fiber<byte[]> Receive(int count, bool waitsForAll)
    {
        using (await _receiving.Lock())
        {
            IUserConnection connection = Connected;
            byte[] buffer = new byte[count];
            int filled = 0;
            while (filled < count)
            {
                int received = await connection.ReceiveAsync(buffer.AsMemory(filled));
                filled += received;
                if (received == 0 || !waitsForAll)
                {
                    break;
                }
            }

            return buffer[..filled];
        }
    }

    public void Shutdown(string how)
    {
        IUserConnection connection = Connected;
        if (how is "rd" or "rdwr")
        {
            connection.ShutdownReceive();
        }

        if (how is "wr" or "rdwr")
        {
            connection.ShutdownSend();
        }

        if (how is not ("rd" or "wr" or "rdwr"))
        {
            throw new LinuxException($"shutdown {how}", Errno.EINVAL);
        }
    }

    public async Fiber Close()
    {
        _closed.Cancel();
        _listener?.Dispose();
        _binding?.Dispose();
        while (_accepted.TryDequeue(out IUserConnection? waiting))
        {
            waiting.Abort();
        }

        if (_connection is null)
        {
            return;
        }

        if (_linger < 0)
        {
            _connection.Dispose();
        }
        else if (_linger == 0)
        {
            _connection.Abort();
        }
        else
        {
            await _connection.CloseAsync(TimeSpan.FromSeconds(_linger));
        }
    }

    /// <summary>After <see cref="Close"/>.</summary>
    public void Dispose() => _closed.Dispose();

    public ConnectionInfo Info => Connected.Info;

    private IPAddress Any => family == AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;

    private async Fiber AcceptOne()
    {
        _isAccepting = true;
        try
        {
            _accepted.Enqueue((IUserConnection)await _listener!.AcceptAsync(_closed.Token));
        }
        finally
        {
            _isAccepting = false;
        }
    }

    private void CheckFamily(IPEndPoint endPoint)
    {
        if (endPoint.AddressFamily != family)
        {
            throw new LinuxException($"{endPoint}", Errno.EAFNOSUPPORT);
        }
    }
}
