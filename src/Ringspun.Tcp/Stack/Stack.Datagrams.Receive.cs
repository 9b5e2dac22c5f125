using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Udp;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp;

/// <content>Datagrams, and errors about them, come in.</content>
public sealed partial class Stack
{
    private readonly Queue<DatagramSocket> _tellingSockets = new();

    /// <summary>Takes the first datagram, or echo reply, that has come; it is copied.</summary>
    /// <param name="id">The socket.</param>
    /// <param name="buffer">Where to; what does not fit is lost.</param>
    /// <param name="count">The bytes copied.</param>
    /// <param name="info">Who sent it, whereto, and how long it was.</param>
    /// <returns>
    /// <see cref="StackError.WouldBlock"/> when nothing is there; of a connected socket, once for each, what <see cref="TakeError"/> would tell.
    /// </returns>
    public StackError ReceiveFrom(DatagramSocketId id, Span<byte> buffer, out int count, out DatagramInfo info)
    {
        count = 0;
        info = default;
        DatagramSocket? socket = Sockets.Find(id);
        if (socket is null)
        {
            return StackError.InvalidHandle;
        }

        if (socket.IsConnected && socket.TryTakeError(out DatagramError error))
        {
            return error.Error;
        }

        if (socket.Received.Count == 0)
        {
            return StackError.WouldBlock;
        }

        ref readonly QueuedDatagram datagram = ref socket.Received.Front;
        count = Math.Min(datagram.Length, buffer.Length);
        info = new DatagramInfo { Remote = datagram.Remote, Local = datagram.Local, Length = datagram.Length, Sequence = DatagramHead.SequenceOf(datagram.Head) };
        socket.Received.Read(Buffers, 0, buffer[..count]);
        socket.Received.Dequeue(Buffers);
        return StackError.None;
    }

    /// <summary>Takes the first error about what a socket has sent: ICMP errors, when they return the header of one of its last 64 datagrams.</summary>
    /// <param name="id">The socket.</param>
    /// <param name="error">The error, when the result is <see cref="StackError.None"/>.</param>
    /// <returns><see cref="StackError.WouldBlock"/> when there is none.</returns>
    public StackError TakeError(DatagramSocketId id, out DatagramError error)
    {
        error = default;
        DatagramSocket? socket = Sockets.Find(id);
        if (socket is null)
        {
            return StackError.InvalidHandle;
        }

        return socket.TryTakeError(out error) ? StackError.None : StackError.WouldBlock;
    }

    /// <summary>Keeps an error for the application.</summary>
    internal void Report(DatagramSocket socket, in DatagramError error)
    {
        if (socket.IsClosed)
        {
            return;
        }

        if (!socket.TryAdd(error))
        {
            Counters.Count(StackCounter.DatagramErrorsDropped);
        }

        Tell(socket, ConnectionEvents.Failed);
    }

    /// <summary>Adds to what the application is told.</summary>
    internal void Tell(DatagramSocket socket, ConnectionEvents events)
    {
        if (socket.IsClosed)
        {
            return;
        }

        socket.Events |= events;
        if (!socket.IsTelling)
        {
            socket.IsTelling = true;
            _tellingSockets.Enqueue(socket);
        }
    }

    private bool TryTakeDatagramEvent(out StackEvent told)
    {
        while (_tellingSockets.TryDequeue(out DatagramSocket? socket))
        {
            socket.IsTelling = false;
            ConnectionEvents events = socket.Events;
            socket.Events = ConnectionEvents.None;
            if (socket is { InUse: true, IsClosed: false } && events != ConnectionEvents.None)
            {
                told = new StackEvent(default, default, events, socket.Id);
                return true;
            }
        }

        told = default;
        return false;
    }

    private void ReceiveUdp(
        long now, in IpAddress source, in IpAddress destination, ReadOnlySpan<byte> bytes, ReceiveHints hints, InvokingPacket invoking)
    {
        Refusal refusal = UdpDatagram.TryParse(bytes, out UdpDatagram datagram);
        if (refusal == Refusal.None)
        {
            refusal = Check(datagram, source, destination, hints);
        }

        if (refusal != Refusal.None)
        {
            Counters.Count(refusal);
            return;
        }

        Endpoint local = new(destination, datagram.DestinationPort);
        DatagramSocket? socket = Sockets.Find(IpProtocol.Udp, local, source, datagram.SourcePort);
        if (socket is null)
        {
            Counters.Count(StackCounter.DatagramsForNobody);
            if (!MayBeAnothers)
            {
                IcmpAnswers.PortUnreachable(this, now, destination, source, invoking);
            }

            return;
        }

        // What one sender gave in one go may come in one piece (UDP segmentation offload): each datagram in it but the last has the same length.
        ReadOnlySpan<byte> rest = datagram.Payload;
        do
        {
            ReadOnlySpan<byte> data = hints.SegmentSize > 0 && rest.Length > hints.SegmentSize ? rest[..hints.SegmentSize] : rest;
            Take(socket, destination, new Endpoint(source, datagram.SourcePort), 0, data);
            rest = rest[data.Length..];
        }
        while (!rest.IsEmpty);
    }

    private Refusal Check(in UdpDatagram datagram, in IpAddress source, in IpAddress destination, ReceiveHints hints)
    {
        // RFC 8200 section 8.1: without a checksum a datagram of IPv6 is dropped; whoever was told that it is right was not told that there is one.
        bool mustVerify = !datagram.HasChecksum || !hints.ChecksumVerified;
        if (mustVerify && !datagram.IsIntact(source, destination))
        {
            return Refusal.BadChecksum;
        }

        // RFC 1122 section 4.1.3.6.
        return source.IsUnspecified || Routes.IsBroadcast(source) ? Refusal.BadSource : Refusal.None;
    }

    private void ReceiveEchoReply(in IpAddress source, in IpAddress destination, uint rest, ReadOnlySpan<byte> data)
    {
        IpProtocol protocol = source.IsIpv4 ? IpProtocol.Icmp : IpProtocol.Icmpv6;
        DatagramSocket? socket = Sockets.Find(protocol, new Endpoint(destination, DatagramHead.IdentifierOf(rest)), source, 0);
        if (socket is null)
        {
            Counters.Count(StackCounter.DatagramsForNobody);
            return;
        }

        Take(socket, destination, new Endpoint(source, 0), DatagramHead.SequenceOf(rest), data);
    }

    private void Take(DatagramSocket socket, in IpAddress local, in Endpoint remote, ushort sequence, ReadOnlySpan<byte> data)
    {
        if (!socket.Received.HasRoom(data.Length, socket.Settings.ReceiveQueue))
        {
            Counters.Count(StackCounter.DatagramQueueFull);
            return;
        }

        QueuedDatagram datagram = new() { Local = local, Remote = remote, Length = data.Length, Head = sequence };
        if (!socket.Received.TryEnqueue(Buffers, datagram, data))
        {
            Counters.Count(StackCounter.DatagramMemoryDropped);
            return;
        }

        Counters.Count(StackCounter.DatagramsReceived);
        Tell(socket, ConnectionEvents.Readable);
    }

    /// <summary>An ICMP error about UDP or an echo request.</summary>
    private void ReceiveDatagramError(long now, in EmbeddedPacket embedded, IcmpError error, in DatagramError told)
    {
        bool isUdp = embedded.Protocol == IpProtocol.Udp;
        Endpoint local = isUdp ? embedded.Source : embedded.Source with { Port = DatagramHead.IdentifierOf(embedded.Head) };
        IpAddress destination = embedded.Destination.Address;
        Endpoint remote = isUdp ? embedded.Destination : embedded.Destination with { Port = 0 };
        DatagramSocket? socket = Sockets.FindSender(embedded.Protocol, local, remote, embedded.Head);
        if (socket is null || error.Kind == IcmpErrorKind.Ignored)
        {
            Counters.Count(StackCounter.IcmpIgnored);
            return;
        }

        Counters.Count(StackCounter.IcmpErrors);
        if (error.Kind == IcmpErrorKind.TooBig)
        {
            PathMtus.TryLower(now, destination, error.Mtu);
        }

        Report(socket, told with
        {
            Error = IcmpErrors.OfDatagram(error, told),
            Remote = embedded.Destination,
            Mtu = error.Mtu,
            Sequence = isUdp ? (ushort)0 : DatagramHead.SequenceOf(embedded.Head),
        });
    }
}
