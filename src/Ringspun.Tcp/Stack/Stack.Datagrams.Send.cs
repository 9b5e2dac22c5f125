using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Secrets;
using Ringspun.Tcp.Udp;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Datagrams go out.</content>
public sealed partial class Stack
{
    private const int LongestIpv4Datagram = ushort.MaxValue - Ipv4Header.Length - DatagramHead.Length;
    private const int LongestIpv6Datagram = ushort.MaxValue - DatagramHead.Length;

    private readonly Queue<DatagramSocket> _readySockets = new();
    private bool _isDatagramsTurn;

    /// <summary>Queues a datagram for a connected socket's peer; the data is copied. It goes whole or in fragments, as the path takes it.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">A connected UDP socket.</param>
    /// <param name="data">The data; none is a datagram too.</param>
    /// <returns>
    /// As <see cref="SendTo"/>; <see cref="StackError.NotConnected"/> without a peer; and, once for each, what <see cref="TakeError"/> would tell: then nothing
    /// is sent.
    /// </returns>
    public StackError Send(long now, DatagramSocketId id, ReadOnlySpan<byte> data)
    {
        DatagramSocket? socket = Sockets.Find(id);
        if (socket is not { Protocol: IpProtocol.Udp })
        {
            return StackError.InvalidHandle;
        }

        if (!socket.IsConnected)
        {
            return StackError.NotConnected;
        }

        return socket.TryTakeError(out DatagramError error) ? error.Error : SendUdp(now, socket, socket.Remote, data, default);
    }

    /// <summary>Queues a datagram; the data is copied. It goes whole or in fragments, as the path takes it.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">A UDP socket.</param>
    /// <param name="remote">The address and port to send to; no group and no broadcast.</param>
    /// <param name="data">The data; none is a datagram too.</param>
    /// <param name="source">
    /// The address to send from, such as <see cref="DatagramInfo.Local"/> of what is answered, for a socket that is bound to all addresses; unspecified for the
    /// one that the route has.
    /// </param>
    /// <returns>
    /// <see cref="StackError.WouldBlock"/> when the queue is full: an event tells when there is room. <see cref="StackError.MessageTooLong"/> beyond 65,507 bytes
    /// (IPv6: 65,527), beyond the queue's limit, or where the path takes less and <see cref="DatagramSettings.DontFragment"/> is set.
    /// <see cref="StackError.NoMemory"/> when the <see cref="Buffers.IBufferSource"/> has none.
    /// </returns>
    public StackError SendTo(long now, DatagramSocketId id, Endpoint remote, ReadOnlySpan<byte> data, IpAddress source = default)
    {
        DatagramSocket? socket = Sockets.Find(id);
        return socket is { Protocol: IpProtocol.Udp } ? SendUdp(now, socket, remote, data, source) : StackError.InvalidHandle;
    }

    /// <summary>Queues an echo request (RFC 792, RFC 4443 section 4.1); the data is copied.</summary>
    /// <param name="now">The time in nanoseconds.</param>
    /// <param name="id">A socket for echoes.</param>
    /// <param name="remote">Whom to ask.</param>
    /// <param name="sequence">A number that the reply has, too.</param>
    /// <param name="data">What is to be returned.</param>
    /// <param name="source">The address to send from; unspecified for the one that the route has.</param>
    /// <returns>As <see cref="SendTo"/>.</returns>
    public StackError SendEcho(long now, DatagramSocketId id, IpAddress remote, ushort sequence, ReadOnlySpan<byte> data, IpAddress source = default)
    {
        DatagramSocket? socket = Sockets.Find(id);
        if (socket is not { Protocol: not IpProtocol.Udp })
        {
            return StackError.InvalidHandle;
        }

        Endpoint to = new(remote, 0);
        StackError error = PrepareSend(now, socket, to, data.Length, ref source);
        if (error != StackError.None)
        {
            return error;
        }

        uint rest = (uint)socket.Local.Port << 16 | sequence;
        return Enqueue(socket, source, to, DatagramHead.OfEcho(isRequest: true, rest, source, remote, data), data);
    }

    internal uint FlowLabel(in Endpoint local, in Endpoint remote) =>
        local.Address.IsIpv4 ? 0 : (uint)Hash.Of(KeyedHash.FlowLabel, local, remote);

    private StackError SendUdp(long now, DatagramSocket socket, in Endpoint remote, ReadOnlySpan<byte> data, IpAddress source)
    {
        StackError error = PrepareSend(now, socket, remote, data.Length, ref source);
        return error == StackError.None
            ? Enqueue(socket, source, remote, DatagramHead.OfUdp(new Endpoint(source, socket.Local.Port), remote, data), data)
            : error;
    }

    /// <summary>Whether a datagram can be sent, and from where.</summary>
    private StackError PrepareSend(long now, DatagramSocket socket, in Endpoint remote, int length, ref IpAddress source)
    {
        StackError error = CheckRemote(socket, remote);
        if (error != StackError.None)
        {
            return error;
        }

        bool isIpv4 = remote.Address.IsIpv4;
        if (length > (isIpv4 ? LongestIpv4Datagram : LongestIpv6Datagram) || length + DatagramQueue.Overhead > socket.Settings.SendQueue)
        {
            return StackError.MessageTooLong;
        }

        if (!socket.Sending.HasRoom(length, socket.Settings.SendQueue))
        {
            socket.WantsRoom = true;
            return StackError.WouldBlock;
        }

        error = ChooseSource(socket.Local.Address.IsUnspecified ? source : socket.Local.Address, remote.Address, out source);
        if (error == StackError.None && socket.Settings.DontFragment)
        {
            int headers = (isIpv4 ? Ipv4Header.Length : Ipv6Header.Length) + DatagramHead.Length;
            return length + headers > PathMtus.Of(now, remote.Address) ? StackError.MessageTooLong : StackError.None;
        }

        return error;
    }

    private StackError Enqueue(DatagramSocket socket, in IpAddress source, in Endpoint remote, ulong head, ReadOnlySpan<byte> data)
    {
        DatagramSettings settings = socket.Settings;
        QueuedDatagram datagram = new()
        {
            Local = source,
            Remote = remote,
            Length = data.Length,
            TimeToLive = settings.TimeToLive == 0 ? Options.TimeToLive : settings.TimeToLive,
            TrafficClass = settings.TrafficClass,
            Head = head,
        };
        if (!socket.Sending.TryEnqueue(Buffers, datagram, data))
        {
            return StackError.NoMemory;
        }

        socket.Sent.Add(remote.Address, head);
        if (!socket.IsReady)
        {
            socket.IsReady = true;
            _readySockets.Enqueue(socket);
        }

        return StackError.None;
    }

    /// <summary>Writes a packet of the next socket that has something to send; sockets take turns, packet by packet.</summary>
    private int NextDatagram(long now, Span<byte> buffer)
    {
        int written = 0;
        while (written == 0 && _readySockets.TryDequeue(out DatagramSocket? socket))
        {
            written = DatagramOutput.TryWrite(this, socket, now, buffer);
            socket.IsReady = socket.Sending.Count > 0;
            if (socket.IsReady)
            {
                _readySockets.Enqueue(socket);
            }
            else if (socket is { InUse: true, IsClosed: true })
            {
                Sockets.Return(socket);
            }
        }

        return written;
    }
}
