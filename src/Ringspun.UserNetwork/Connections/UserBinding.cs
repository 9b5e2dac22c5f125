using System.Net;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel;

/// <summary>An address and port of the network that is taken.</summary>
internal sealed class UserBinding(UserNetwork network, Endpoint local, int backlog, TcpSettings settings) : IBinding
{
    private readonly Lock _gate = new();
    private LoopStack[] _listening = [];
    private bool _disposed;

    public EndPoint LocalEndPoint { get; } = local.ToEndPoint();

    internal Endpoint Local => local;

    internal int Backlog => Math.Clamp(backlog, 1, ushort.MaxValue);

    internal TcpSettings Settings => settings;

    /// <summary>The stacks that listen, in the order of their loops; a snapshot.</summary>
    internal LoopStack[] Listening => Volatile.Read(ref _listening);

    public IListener Listen(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (!ReferenceEquals(EventLoop.Current, loop))
        {
            throw new InvalidOperationException("A listener belongs to the loop whose thread makes it.");
        }

        LoopStack stack = network.StackOf(loop);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            UserListener listener = new(this, stack);
            Volatile.Write(ref _listening, [.. _listening, stack]);
            return listener;
        }
    }

    /// <summary>Gives up the address, once the last listener has done so too.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            ReleaseWhenUnused();
        }
    }

    internal void Remove(LoopStack stack)
    {
        lock (_gate)
        {
            Volatile.Write(ref _listening, [.. _listening.Where(other => !ReferenceEquals(other, stack))]);
            ReleaseWhenUnused();
        }
    }

    private void ReleaseWhenUnused()
    {
        if (_disposed && _listening.Length == 0)
        {
            network.Release(this);
        }
    }
}
