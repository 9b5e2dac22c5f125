using System.Runtime.InteropServices;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Udp;

/// <summary>The datagram sockets, by slot and by what they are bound to.</summary>
/// <param name="limit">The most sockets.</param>
/// <param name="hash">Chooses among those that share a port.</param>
internal sealed class DatagramTable(int limit, KeyedHash hash)
{
    private readonly Stack<DatagramSocket> _free = new();
    private readonly Stack<DatagramGroup> _freeGroups = new();

    // By what they are bound to; of the sockets there those that have no peer.
    private readonly Dictionary<Endpoint, DatagramGroup> _udp = [];
    private readonly Dictionary<Endpoint, DatagramGroup> _echoes = [];

    // By both ends those that have a peer: UDP's has a port, that of echoes has none.
    private readonly Dictionary<(Endpoint Local, Endpoint Remote), DatagramGroup> _connected = [];
    private DatagramSocket[] _sockets = new DatagramSocket[4];

    /// <summary>The slots that have ever been used.</summary>
    public int Created { get; private set; }

    /// <summary>The sockets in use, those included that are closed and have something to send.</summary>
    public int Count => Created - _free.Count;

    public DatagramSocket At(int slot) => _sockets[slot];

    /// <summary>The socket of a handle, unless it is one of the past.</summary>
    public DatagramSocket? Find(DatagramSocketId id) =>
        (uint)id.Slot < (uint)Created && _sockets[id.Slot] is { InUse: true, IsClosed: false } socket && socket.Generation == id.Generation ? socket : null;

    /// <summary>
    /// Who takes what comes to an address and a port, or an identifier of echoes: a socket that is connected to the sender, else one of the address, else one of all
    /// addresses; of several the one that the flow's hash names.
    /// </summary>
    public DatagramSocket? Find(IpProtocol protocol, in Endpoint local, in IpAddress remote, ushort remotePort)
    {
        Dictionary<Endpoint, DatagramGroup> groups = Of(protocol);
        Endpoint peer = new(remote, remotePort);
        if (groups.TryGetValue(local, out DatagramGroup? group))
        {
            if (group.Connected > 0 && _connected.TryGetValue((local, peer), out DatagramGroup? connected))
            {
                return connected[Choose(connected, local, peer)];
            }

            if (group.Count > 0)
            {
                return group[Choose(group, local, peer)];
            }
        }

        return groups.TryGetValue(AnyOf(local), out group) && group.Count > 0 ? group[Choose(group, local, peer)] : null;
    }

    /// <summary>Which of the sockets that may hear from an end has lately sent it a datagram, or an echo request, with this header.</summary>
    public DatagramSocket? FindSender(IpProtocol protocol, in Endpoint local, in Endpoint remote, ulong head)
    {
        Dictionary<Endpoint, DatagramGroup> groups = Of(protocol);
        return FindSender(_connected.GetValueOrDefault((local, remote)), local, remote, head)
            ?? FindSender(groups.GetValueOrDefault(local), local, remote, head)
            ?? FindSender(groups.GetValueOrDefault(AnyOf(local)), local, remote, head);
    }

    /// <summary>Whether a UDP socket of this end is connected to that one.</summary>
    public bool IsConnected(in Endpoint local, in Endpoint remote) => _connected.ContainsKey((local, remote));

    /// <summary>Whether a socket may not have this end.</summary>
    public bool IsTaken(IpProtocol protocol, in Endpoint local, bool shares = false) =>
        Of(protocol).TryGetValue(local, out DatagramGroup? group) && !(shares && group.SharesPort);

    /// <summary>A socket bound to what is free; null at the limit.</summary>
    public DatagramSocket? Open(IpProtocol protocol, in Endpoint local, DatagramSettings settings)
    {
        if (!_free.TryPop(out DatagramSocket? socket))
        {
            if (Created == limit)
            {
                return null;
            }

            if (Created == _sockets.Length)
            {
                Array.Resize(ref _sockets, Created * 2);
            }

            socket = new DatagramSocket(Created);
            _sockets[Created++] = socket;
        }

        socket.Begin(protocol, local, settings);
        Bind(socket);
        return socket;
    }

    /// <summary>Gives a socket a peer, and the end that speaks to it, which it may have.</summary>
    public void Connect(DatagramSocket socket, in Endpoint local, in Endpoint remote)
    {
        Unbind(socket);
        socket.Local = local;
        socket.Remote = remote;
        Bind(socket);
    }

    /// <summary>Nothing comes to the socket any more.</summary>
    public void Unbind(DatagramSocket socket)
    {
        Dictionary<Endpoint, DatagramGroup> groups = Of(socket.Protocol);
        DatagramGroup group = groups[socket.Local];
        if (!socket.IsConnected)
        {
            group.Remove(socket);
        }
        else
        {
            (Endpoint, Endpoint) ends = (socket.Local, socket.Remote);
            DatagramGroup connected = _connected[ends];
            connected.Remove(socket);
            group.Connected--;
            if (connected.Count == 0)
            {
                _ = _connected.Remove(ends);
                _freeGroups.Push(connected);
            }
        }

        if (group is { Count: 0, Connected: 0 })
        {
            _ = groups.Remove(socket.Local);
            _freeGroups.Push(group);
        }
    }

    /// <summary>Takes a socket back that is unbound.</summary>
    public void Return(DatagramSocket socket)
    {
        socket.End();
        _free.Push(socket);
    }

    private int Choose(DatagramGroup group, in Endpoint local, in Endpoint peer) =>
        group.Count == 1 ? 0 : (int)(hash.Of(KeyedHash.DatagramSharing, local, peer) % (ulong)group.Count);

    /// <summary>Most likely it was who gets the peer's datagrams, and answers them; any other may have been.</summary>
    private DatagramSocket? FindSender(DatagramGroup? group, in Endpoint local, in Endpoint remote, ulong head)
    {
        if (group is null or { Count: 0 })
        {
            return null;
        }

        int first = Choose(group, local, remote);
        for (int i = 0; i < group.Count; i++)
        {
            DatagramSocket socket = group[(first + i) % group.Count];
            if (socket.Sent.Contains(remote.Address, head))
            {
                return socket;
            }
        }

        return null;
    }

    /// <summary>Puts a socket at its end, beside those that are there.</summary>
    private void Bind(DatagramSocket socket)
    {
        DatagramGroup group = GroupOf(Of(socket.Protocol), socket.Local);
        group.SharesPort = socket.SharesPort;
        if (!socket.IsConnected)
        {
            group.Add(socket);
            return;
        }

        group.Connected++;
        GroupOf(_connected, (socket.Local, socket.Remote)).Add(socket);
    }

    private DatagramGroup GroupOf<TKey>(Dictionary<TKey, DatagramGroup> groups, in TKey key)
        where TKey : notnull
    {
        ref DatagramGroup? group = ref CollectionsMarshal.GetValueRefOrAddDefault(groups, key, out _);
        return group ??= _freeGroups.TryPop(out DatagramGroup? used) ? used : new DatagramGroup();
    }

    private static Endpoint AnyOf(in Endpoint local) => local with { Address = local.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6 };

    /// <summary>Echoes of both families share a table: their addresses tell them apart.</summary>
    private Dictionary<Endpoint, DatagramGroup> Of(IpProtocol protocol) => protocol == IpProtocol.Udp ? _udp : _echoes;
}
