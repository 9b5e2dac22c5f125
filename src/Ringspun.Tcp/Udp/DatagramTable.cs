using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Udp;

/// <summary>The datagram sockets, by slot and by what they are bound to.</summary>
internal sealed class DatagramTable(int limit)
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
        if (sockets.TryGetValue(local, out DatagramSocket? socket) && Takes(socket, remote, remotePort))
        {
            return socket;
        }

        IpAddress any = local.Address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        return sockets.TryGetValue(local with { Address = any }, out socket) && Takes(socket, remote, remotePort) ? socket : null;
    }

    public bool IsTaken(IpProtocol protocol, in Endpoint local) => Of(protocol).ContainsKey(local);

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
        Of(protocol).Add(local, socket);
        return socket;
    }

    /// <summary>Moves a socket to another end, which is free.</summary>
    public void Move(DatagramSocket socket, in Endpoint local)
    {
        Unbind(socket);
        socket.Local = local;
        Of(socket.Protocol).Add(local, socket);
    }

    /// <summary>Nothing comes to the socket any more.</summary>
    public void Unbind(DatagramSocket socket) => Of(socket.Protocol).Remove(socket.Local);

    /// <summary>Takes a socket back that is unbound.</summary>
    public void Return(DatagramSocket socket)
    {
        socket.End();
        _free.Push(socket);
    }

    private static bool Takes(DatagramSocket socket, in IpAddress remote, ushort remotePort) =>
        !socket.IsConnected || (socket.Remote.Address == remote && socket.Remote.Port == remotePort);

    /// <summary>Echoes of both families share a table: their addresses tell them apart.</summary>
    private Dictionary<Endpoint, DatagramSocket> Of(IpProtocol protocol) => protocol == IpProtocol.Udp ? _udp : _echoes;
}
