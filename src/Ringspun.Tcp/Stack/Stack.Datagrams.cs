using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Sharing;
using Ringspun.Tcp.Udp;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Datagram sockets, for UDP and for echoes: they are opened, connected and closed.</content>
public sealed partial class Stack
{
    private ulong _portsChosen;

    /// <summary>The datagram sockets there are.</summary>
    public int DatagramSocketCount => Sockets.Count;

    internal DatagramTable Sockets { get; }

    /// <summary>Opens a UDP socket.</summary>
    /// <param name="local">
    /// One of the stack's addresses, or the unspecified one of a family for all of that family; and a port, or 0 for one of the ephemeral range that nobody can
    /// foretell. A socket of an address comes before that of all addresses.
    /// </param>
    /// <param name="id">The socket, when the result is <see cref="StackError.None"/>.</param>
    /// <param name="settings">How it behaves; null for the stack's default.</param>
    public StackError OpenUdp(Endpoint local, out DatagramSocketId id, DatagramSettings? settings = null) =>
        Open(IpProtocol.Udp, local, Options.FirstEphemeralPort, Options.LastEphemeralPort, settings, out id);

    /// <summary>Opens a socket for echoes: <see cref="SendEcho"/> sends requests, the replies are received, and errors about the requests taken.</summary>
    /// <param name="local">One of the stack's addresses, or the unspecified one of a family for all of that family.</param>
    /// <param name="id">The socket, when the result is <see cref="StackError.None"/>.</param>
    /// <param name="identifier">What tells its replies from others'; 0 for one that nobody can foretell.</param>
    /// <param name="settings">How it behaves; null for the stack's default.</param>
    public StackError OpenEcho(IpAddress local, out DatagramSocketId id, ushort identifier = 0, DatagramSettings? settings = null) =>
        Open(local.IsIpv4 ? IpProtocol.Icmp : IpProtocol.Icmpv6, new Endpoint(local, identifier), 1, ushort.MaxValue, settings, out id);

    /// <summary>
    /// Gives a socket its peer, or another one: it takes only what comes from there, <see cref="Send(long, DatagramSocketId, ReadOnlySpan{byte})"/> sends there,
    /// and receiving and sending report what <see cref="TakeError"/> would tell. What was received before stays.
    /// </summary>
    /// <param name="id">The socket.</param>
    /// <param name="remote">The peer's address and port; for echoes the port is 0.</param>
    /// <returns><see cref="StackError.AddressInUse"/> when another socket has the port at the address that speaks to the peer.</returns>
    public StackError Connect(DatagramSocketId id, Endpoint remote)
    {
        DatagramSocket? socket = Sockets.Find(id);
        if (socket is null)
        {
            return StackError.InvalidHandle;
        }

        StackError error = CheckRemote(socket, remote);
        if (error != StackError.None)
        {
            return error;
        }

        error = ChooseSource(socket.Bound.Address, remote.Address, out IpAddress source);
        if (error != StackError.None)
        {
            return error;
        }

        Endpoint local = socket.Bound with { Address = source };
        if (local != socket.Local && Sockets.IsTaken(socket.Protocol, local, socket.SharesPort))
        {
            return StackError.AddressInUse;
        }

        Sockets.Connect(socket, local, remote);
        return StackError.None;
    }

    /// <summary>Changes how a socket behaves from now on; what is queued stays, and is sent as it was to be.</summary>
    /// <param name="id">The socket.</param>
    /// <param name="settings">The new behaviour.</param>
    public StackError Configure(DatagramSocketId id, DatagramSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Check();
        DatagramSocket? socket = Sockets.Find(id);
        if (socket is null)
        {
            return StackError.InvalidHandle;
        }

        socket.Settings = settings;
        return StackError.None;
    }

    /// <summary>Closes a socket. What it was given is still sent; what it has received is lost. The handle means nothing afterwards.</summary>
    /// <param name="id">The socket.</param>
    public StackError CloseDatagramSocket(DatagramSocketId id)
    {
        DatagramSocket? socket = Sockets.Find(id);
        if (socket is null)
        {
            return StackError.InvalidHandle;
        }

        Sockets.Unbind(socket);
        socket.IsClosed = true;
        socket.Received.Clear();
        if (socket.Sending.Count == 0)
        {
            Sockets.Return(socket);
        }

        return StackError.None;
    }

    /// <summary>What a socket's state is.</summary>
    /// <param name="id">The socket.</param>
    /// <param name="info">The state, when the result is <see cref="StackError.None"/>.</param>
    public StackError GetDatagramSocketInfo(DatagramSocketId id, out DatagramSocketInfo info)
    {
        DatagramSocket? socket = Sockets.Find(id);
        info = socket is null ? default : new DatagramSocketInfo
        {
            Local = socket.Local,
            Remote = socket.Remote,
            Readable = socket.Received.Count,
            ReceiveQueued = socket.Received.Cost,
            SendQueued = socket.Sending.Cost,
            Errors = socket.Errors,
        };
        return socket is null ? StackError.InvalidHandle : StackError.None;
    }

    private StackError Open(IpProtocol protocol, Endpoint local, ushort first, ushort last, DatagramSettings? settings, out DatagramSocketId id)
    {
        settings?.Check();
        id = default;
        if (!local.Address.IsUnspecified && !Routes.IsOwn(local.Address))
        {
            return StackError.AddressNotAvailable;
        }

        if (local.Port == 0)
        {
            if (!TryChoosePort(protocol, local.Address, first, last, out ushort port))
            {
                return StackError.NoPorts;
            }

            local = local with { Port = port };
        }
        else if (Sockets.IsTaken(protocol, local, (settings ?? Options.Datagrams).SharePort))
        {
            return StackError.AddressInUse;
        }

        DatagramSocket? socket = Sockets.Open(protocol, local, settings ?? Options.Datagrams);
        id = socket?.Id ?? default;
        return socket is null ? StackError.TooManyConnections : StackError.None;
    }

    /// <summary>RFC 6056 section 3.3.1: the peer is not known yet, so that there is nothing to hash but a count; where the port is taken, the next ones are tried.</summary>
    private bool TryChoosePort(IpProtocol protocol, in IpAddress address, ushort first, ushort last, out ushort port)
    {
        uint count = (uint)(last - first + 1);
        Endpoint local = new(address, 0);
        var start = (uint)(Hash.Of(KeyedHash.DatagramPort, local, local, _portsChosen++) % count);
        for (uint tries = 0; tries < count; tries++)
        {
            port = (ushort)(first + ((start + tries) % count));
            if (!IsTaken(protocol, address, port))
            {
                return true;
            }
        }

        port = 0;
        return false;
    }

    /// <summary>
    /// Whether a datagram, or an ICMP error about one, is one of this stack's sockets' and no other's: the socket is connected to the peer, or has sent lately
    /// what the error is about.
    /// </summary>
    private bool KnowsDatagram(in PacketFlow flow) => flow.IsError
        ? Sockets.FindSender(IpProtocol.Udp, flow.Local, flow.Remote, flow.Returned) is not null
        : Sockets.IsConnected(flow.Local, flow.Remote);

    /// <summary>Whether a port is taken where the socket is to be bound, or where it or another would come in the way by being connected.</summary>
    private bool IsTaken(IpProtocol protocol, in IpAddress address, ushort port)
    {
        IpAddress any = address.IsIpv4 ? IpAddress.AnyIpv4 : IpAddress.AnyIpv6;
        if (Sockets.IsTaken(protocol, new Endpoint(any, port)) || Sockets.IsTaken(protocol, new Endpoint(address, port)))
        {
            return true;
        }

        if (!address.IsUnspecified)
        {
            return false;
        }

        foreach (IpPrefix own in Routes.Own)
        {
            if (Sockets.IsTaken(protocol, new Endpoint(own.Address, port)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a socket can send to an address and a port: of its family, and to one host.</summary>
    private StackError CheckRemote(DatagramSocket socket, in Endpoint remote)
    {
        IpAddress address = remote.Address;
        bool hasPort = remote.Port != 0;
        return address.IsUnspecified || address.IsMulticast || Routes.IsBroadcast(address)
            || address.IsIpv4 != socket.Bound.Address.IsIpv4 || hasPort != (socket.Protocol == IpProtocol.Udp)
                ? StackError.InvalidAddress
                : StackError.None;
    }

    /// <summary>The address to send from: the one that is wanted, or that of the route.</summary>
    private StackError ChooseSource(in IpAddress wanted, in IpAddress destination, out IpAddress source)
    {
        source = wanted;
        if (!Routes.TryFind(destination, out IpAddress nextHop))
        {
            return StackError.NoRoute;
        }

        if (!wanted.IsUnspecified)
        {
            return Routes.MaySpeak(wanted, destination) ? StackError.None : StackError.AddressNotAvailable;
        }

        return Routes.TrySource(destination, nextHop, out source) ? StackError.None : StackError.NoRoute;
    }
}
