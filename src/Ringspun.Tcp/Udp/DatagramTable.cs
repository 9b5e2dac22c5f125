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
    private readonly Dictionary<Endpoint, DatagramSocket> _udp = [];
    private readonly Dictionary<Endpoint, DatagramSocket> _echoes = [];
    private DatagramSocket[] _sockets = new DatagramSocket[4];

    /// <summary>The slots that have ever been used.</summary>
    public int Created { get; private set; }

    /// <summary>The sockets in use, those included that are closed and have something to send.</summary>
    public int Count => Created - _free.Count;

    public DatagramSocket At(int slot) => _sockets[slot];

    /// <summary>The socket of a handle, unless it is one of the past.</summary>
    public DatagramSocket? Find(DatagramSocketId id) =>
        (uint)id.Slot < (uint)Created && _sockets[id.Slot] is { InUse: true, IsClosed: false } socket && socket.Generation == id.Generation ? socket : null;

    /// <summary>Who takes what comes to an address and a port, or an identifier of echoes: the socket of the address before that of all addresses.</summary>
    public DatagramSocket? Find(IpProtocol protocol, in Endpoint local, in IpAddress remote, ushort remotePort)
    {
        Dictionary<Endpoint, DatagramSocket> sockets = Of(protocol);
        Endpoint peer = new(remote, remotePort);
        if (sockets.TryGetValue(local, out DatagramSocket? first) && Choose(first, local, peer) is { } socket)
        {
            return socket;
        }

        IpAddress any = local.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        return sockets.TryGetValue(local with { Address = any }, out first) ? Choose(first, local, peer) : null;
    }

    /// <summary>Which of the sockets that may hear from an end has lately sent it a datagram, or an echo request, with this header.</summary>
    public DatagramSocket? FindSender(IpProtocol protocol, in Endpoint local, in Endpoint remote, ulong head)
    {
        IpAddress any = local.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        return FindSender(Of(protocol).GetValueOrDefault(local), remote, head)
            ?? FindSender(Of(protocol).GetValueOrDefault(local with { Address = any }), remote, head);
    }

    /// <summary>Whether a UDP socket of this end is connected to that one.</summary>
    public bool IsConnected(in Endpoint local, in Endpoint remote)
    {
        DatagramSocket? socket = _udp.GetValueOrDefault(local);
        while (socket is not null && !(socket.IsConnected && socket.Remote == remote))
        {
            socket = socket.NextSharing;
        }

        return socket is not null;
    }

    /// <summary>Whether a socket may not have this end.</summary>
    public bool IsTaken(IpProtocol protocol, in Endpoint local, bool shares = false) =>
        Of(protocol).TryGetValue(local, out DatagramSocket? socket) && !(shares && socket.SharesPort);

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

    /// <summary>Moves a socket to another end, which is free.</summary>
    public void Move(DatagramSocket socket, in Endpoint local)
    {
        Unbind(socket);
        socket.Local = local;
        Bind(socket);
    }

    /// <summary>Nothing comes to the socket any more.</summary>
    public void Unbind(DatagramSocket socket)
    {
        ref DatagramSocket first = ref CollectionsMarshal.GetValueRefOrNullRef(Of(socket.Protocol), socket.Local);
        if (!ReferenceEquals(first, socket))
        {
            DatagramSocket before = first;
            while (!ReferenceEquals(before.NextSharing, socket))
            {
                before = before.NextSharing!;
            }

            before.NextSharing = socket.NextSharing;
        }
        else if (socket.NextSharing is { } next)
        {
            first = next;
        }
        else
        {
            Of(socket.Protocol).Remove(socket.Local);
        }

        socket.NextSharing = null;
    }

    /// <summary>Takes a socket back that is unbound.</summary>
    public void Return(DatagramSocket socket)
    {
        socket.End();
        _free.Push(socket);
    }

    /// <summary>Of the sockets of one end the one that is connected to a peer, else the peer's one of those that are connected to nobody.</summary>
    private DatagramSocket? Choose(DatagramSocket first, in Endpoint local, in Endpoint peer)
    {
        int open = 0;
        for (DatagramSocket? socket = first; socket is not null; socket = socket.NextSharing)
        {
            if (socket.IsConnected && socket.Remote == peer)
            {
                return socket;
            }

            open += socket.IsConnected ? 0 : 1;
        }

        int chosen = open > 1 ? (int)(hash.Of(KeyedHash.DatagramSharing, local, peer) % (ulong)open) : 0;
        for (DatagramSocket? socket = first; socket is not null; socket = socket.NextSharing)
        {
            if (!socket.IsConnected && chosen-- == 0)
            {
                return socket;
            }
        }

        return null;
    }

    private static DatagramSocket? FindSender(DatagramSocket? socket, in Endpoint remote, ulong head)
    {
        while (socket is not null && ((socket.IsConnected && socket.Remote != remote) || !socket.Sent.Contains(remote.Address, head)))
        {
            socket = socket.NextSharing;
        }

        return socket;
    }

    /// <summary>Puts a socket at its end, beside those that are there.</summary>
    private void Bind(DatagramSocket socket)
    {
        ref DatagramSocket? first = ref CollectionsMarshal.GetValueRefOrAddDefault(Of(socket.Protocol), socket.Local, out _);
        socket.NextSharing = first;
        first = socket;
    }

    /// <summary>Echoes of both families share a table: their addresses tell them apart.</summary>
    private Dictionary<Endpoint, DatagramSocket> Of(IpProtocol protocol) => protocol == IpProtocol.Udp ? _udp : _echoes;
}
