using System.Collections.Concurrent;
using System.Net;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Sharing;

namespace Ringspun.UserLevel;

/// <summary>An address and port for datagrams that is taken, shared by the sockets of any loops.</summary>
internal sealed class UserDatagramBinding(UserNetwork network, Endpoint local, DatagramSettings settings) : IDatagramBinding
{
    private readonly Lock _gate = new();

    // Both ends to the loops that have a socket connected so; nearly always one.
    private readonly ConcurrentDictionary<(Endpoint Local, Endpoint Remote), LoopStack[]> _connected = new();
    private LoopStack[] _receiving = [];
    private int _sockets;
    private bool _disposed;

    public EndPoint LocalEndPoint { get; } = local.ToEndPoint();

    internal Endpoint Local => local;

    internal DatagramSettings Settings => settings;

    public IDatagramSocket Open(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (!ReferenceEquals(EventLoop.Current, loop))
        {
            throw new InvalidOperationException("A socket belongs to the loop whose thread opens it.");
        }

        LoopStack stack = network.StackOf(loop);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            UserDatagramSocket socket = new(this, stack);
            _sockets++;
            Volatile.Write(ref _receiving, [.. _receiving, stack]);
            return socket;
        }
    }

    /// <summary>Gives up the address, once the last socket has done so too.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            ReleaseWhenUnused();
        }
    }

    /// <summary>
    /// The loop that gets what comes from a peer: the one whose socket is connected to it, else the one that its hash names. Null: there is no socket. Any thread.
    /// </summary>
    internal LoopStack? OwnerOf(in PacketFlow flow)
    {
        if (_connected.TryGetValue((flow.Local, flow.Remote), out LoopStack[]? connected))
        {
            return connected[0];
        }

        LoopStack[] receiving = Volatile.Read(ref _receiving);
        return receiving.Length == 0 ? null : receiving[network.Steering.Choose(flow.Local, flow.Remote, receiving.Length)];
    }

    /// <summary>A socket has a peer from now on.</summary>
    /// <param name="stack">Its stack.</param>
    /// <param name="before">Its ends until now; null: it had no peer.</param>
    /// <param name="ends">Its ends.</param>
    internal void Connect(LoopStack stack, (Endpoint Local, Endpoint Remote)? before, (Endpoint Local, Endpoint Remote) ends)
    {
        lock (_gate)
        {
            Forget(stack, before);
            _connected[ends] = _connected.TryGetValue(ends, out LoopStack[]? others) ? [.. others, stack] : [stack];
        }
    }

    /// <summary>A socket is closed.</summary>
    internal void Remove(LoopStack stack, (Endpoint Local, Endpoint Remote)? ends)
    {
        lock (_gate)
        {
            Forget(stack, ends);
            _sockets--;
            ReleaseWhenUnused();
        }
    }

    private void Forget(LoopStack stack, (Endpoint Local, Endpoint Remote)? ends)
    {
        if (ends is not { } known)
        {
            Volatile.Write(ref _receiving, Without(_receiving, stack));
            return;
        }

        LoopStack[] others = Without(_connected[known], stack);
        if (others.Length == 0)
        {
            _ = _connected.TryRemove(known, out _);
        }
        else
        {
            _connected[known] = others;
        }
    }

    private void ReleaseWhenUnused()
    {
        if (_disposed && _sockets == 0)
        {
            network.Release(this);
        }
    }

    /// <summary>A loop stands in the list once for each of its sockets.</summary>
    private static LoopStack[] Without(LoopStack[] stacks, LoopStack stack)
    {
        int at = Array.IndexOf(stacks, stack);
        return [.. stacks.AsSpan(0, at), .. stacks.AsSpan(at + 1)];
    }
}
