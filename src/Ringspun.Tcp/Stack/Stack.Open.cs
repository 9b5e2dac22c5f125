using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Listening;
using Ringspun.Tcp.Options;

namespace Ringspun.Tcp;

/// <content>OPEN (RFC 9293 section 3.10.1).</content>
public sealed partial class Stack
{
    // RFC 6056 section 3.3.4: counters that many destinations share, so that one tells little of another.
    private readonly ushort[] _portCounters = new ushort[64];
    private readonly Dictionary<Endpoint, Listener> _listeners = [];
    private readonly Dictionary<int, Listener> _listenersByNumber = [];
    private int _listenerCount;

    /// <summary>Opens a port to connections. RFC9293 MUST-41, RFC9293 MUST-42: listeners and connections do not disturb each other.</summary>
    /// <param name="local">One of the stack's addresses, or the unspecified one of a family for all of that family; and a port.</param>
    /// <param name="backlog">The most connections that are half open or not accepted: 1 to 65,535. Beyond it SYN cookies take over.</param>
    /// <param name="id">The listener, when the result is <see cref="StackError.None"/>.</param>
    /// <param name="settings">How its connections behave; null for the stack's default.</param>
    public StackError Listen(Endpoint local, int backlog, out ListenerId id, TcpSettings? settings = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(backlog, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(backlog, ushort.MaxValue);
        settings?.Check();
        id = default;
        if (local.Port == 0)
        {
            return StackError.InvalidAddress;
        }

        if (!local.Address.IsUnspecified && !Routes.IsOwn(local.Address))
        {
            return StackError.AddressNotAvailable;
        }

        Listener listener = new(new ListenerId(_listenerCount + 1), local, backlog, settings ?? Options.Tcp);
        if (!_listeners.TryAdd(local, listener))
        {
            return StackError.AddressInUse;
        }

        _listenerCount++;
        id = listener.Id;
        _listenersByNumber.Add(id.Number, listener);
        return StackError.None;
    }

    /// <summary>Takes the first connection that has come.</summary>
    /// <param name="listener">The listener.</param>
    /// <param name="id">The connection, when the result is <see cref="StackError.None"/>.</param>
    /// <param name="remote">Its other end.</param>
    /// <returns><see cref="StackError.WouldBlock"/> when there is none.</returns>
    public StackError Accept(ListenerId listener, out ConnectionId id, out Endpoint remote)
    {
        id = default;
        remote = default;
        if (!_listenersByNumber.TryGetValue(listener.Number, out Listener? open))
        {
            return StackError.InvalidHandle;
        }

        TcpBlock? block = open.Dequeue(Blocks);
        if (block is null)
        {
            return StackError.WouldBlock;
        }

        Accepted(block);
        id = block.Id;
        remote = block.Remote;
        if (open.Queued > 0)
        {
            Announce(open);
        }

        return StackError.None;
    }

    /// <summary>Closes a listener. Connections that nobody has accepted are reset; those that were go on.</summary>
    /// <param name="listener">The listener.</param>
    public StackError CloseListener(ListenerId listener)
    {
        if (!_listenersByNumber.Remove(listener.Number, out Listener? open))
        {
            return StackError.InvalidHandle;
        }

        _listeners.Remove(open.Local);
        open.IsClosed = true;
        while (open.Dequeue(Blocks) is { } block)
        {
            Accepted(block);
            Abort(block.Id);
        }

        return StackError.None;
    }

    /// <summary>Begins to connect. An event tells when the connection is open, or has failed.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="remote">The address and port to connect to.</param>
    /// <param name="id">The connection, when the result is <see cref="StackError.None"/>.</param>
    /// <param name="settings">How it behaves; null for the stack's default.</param>
    /// <param name="local">RFC9293 MUST-43: the address to speak from, and the port; unspecified and 0 for those that the stack chooses.</param>
    public StackError Connect(long now, Endpoint remote, out ConnectionId id, TcpSettings? settings = null, Endpoint local = default)
    {
        settings?.Check();
        id = default;
        IpAddress address = remote.Address;

        // RFC9293 MUST-46.
        if (remote.Port == 0 || address.IsUnspecified || address.IsMulticast || Routes.IsBroadcast(address))
        {
            return StackError.InvalidAddress;
        }

        if (!Routes.TryFind(address, out IpAddress nextHop))
        {
            return StackError.NoRoute;
        }

        IpAddress source = local.Address;
        if (source.IsUnspecified)
        {
            // RFC9293 MUST-44: the network layer knows which.
            if (!Routes.TrySource(address, nextHop, out source))
            {
                return StackError.NoRoute;
            }
        }
        else if (!Routes.MaySpeak(source, address))
        {
            return StackError.AddressNotAvailable;
        }

        StackError error = ChoosePort(source, local.Port, remote, out ushort port);
        return error == StackError.None ? Open(now, new Endpoint(source, port), remote, settings ?? Options.Tcp, out id) : error;
    }

    internal Listener? FindListener(in Endpoint local)
    {
        if (_listeners.TryGetValue(local, out Listener? listener))
        {
            return listener;
        }

        IpAddress any = local.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        return _listeners.GetValueOrDefault(local with { Address = any });
    }

    private StackError Open(long now, in Endpoint local, in Endpoint remote, TcpSettings settings, out ConnectionId id)
    {
        TcpBlock? block = Create(local, remote, settings, now);
        id = default;
        if (block is null)
        {
            return StackError.TooManyConnections;
        }

        Handshake.Offer(block);
        block.State = TcpState.SynSent;
        block.Set(BlockFlags.SynNow);
        MakeReady(block);
        id = block.Id;
        return StackError.None;
    }

    private void Accepted(TcpBlock block)
    {
        block.Clear(BlockFlags.Queued);
        block.Listener = null;
        if (block.Events != ConnectionEvents.None)
        {
            Tell(block, ConnectionEvents.None);
        }
    }

    /// <summary>
    /// RFC 6056 section 3.3.4, the double-hash algorithm: ports nobody can foretell, and each reused as late as possible. Those that are
    /// listened on are left to their listeners.
    /// </summary>
    private StackError ChoosePort(in IpAddress source, ushort wanted, in Endpoint remote, out ushort port)
    {
        port = wanted;
        if (wanted != 0)
        {
            return Find(new Endpoint(source, wanted), remote) is null ? StackError.None : StackError.AddressInUse;
        }

        Endpoint local = new(source, 0);
        int count = Options.LastEphemeralPort - Options.FirstEphemeralPort + 1;
        uint offset = (uint)Hash.Of(Secrets.KeyedHash.PortOffset, local, remote);
        ref ushort counter = ref _portCounters[Hash.Of(Secrets.KeyedHash.PortCounter, local, remote) % (ulong)_portCounters.Length];
        for (int tries = 0; tries < count; tries++)
        {
            port = (ushort)(Options.FirstEphemeralPort + ((offset + counter++) % (uint)count));
            Endpoint chosen = new(source, port);
            bool isOurs = Options.Share.Count == 1 || _steering.Choose(chosen, remote, Options.Share.Count) == Options.Share.Index;

            // A connection from a port to itself would open, too (simultaneously, section 3.5), and nobody means that.
            if (isOurs && chosen != remote && FindListener(chosen) is null && Find(chosen, remote) is null)
            {
                return StackError.None;
            }
        }

        return StackError.NoPorts;
    }
}
