using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Ip;

namespace Ringspun.Tcp.Udp;

/// <summary>Sends what waits at a socket: a datagram in a packet, or in fragments where the path is narrower.</summary>
internal static class DatagramOutput
{
    /// <summary>Writes the socket's next packet.</summary>
    /// <returns>Its length; 0 when nothing is there that can be sent.</returns>
    public static int TryWrite(Stack stack, DatagramSocket socket, long now, Span<byte> buffer)
    {
        while (socket.Sending.Count > 0)
        {
            ref readonly QueuedDatagram datagram = ref socket.Sending.Front;
            if (!stack.Routes.IsOwn(datagram.Local))
            {
                Drop(stack, socket);
                continue;
            }

            DatagramHeader header = Header(stack, socket, datagram);
            int length = DatagramHead.Length + datagram.Length;
            if (socket.FragmentedBytes > 0)
            {
                return WriteFragment(stack, socket, header, datagram, buffer);
            }

            int mtu = stack.PathMtus.Of(now, datagram.Remote.Address);
            if (header.Length + length <= mtu)
            {
                return WriteWhole(stack, socket, header, datagram, buffer);
            }

            if (!socket.Settings.DontFragment)
            {
                socket.Identification = stack.Identifications.Next(datagram.Local, datagram.Remote.Address, header.Protocol);
                socket.FragmentMtu = mtu;
                return WriteFragment(stack, socket, header, datagram, buffer);
            }

            // It was not too long when it was taken.
            stack.Report(socket, new DatagramError { Error = StackError.MessageTooLong, Remote = datagram.Remote, Mtu = mtu });
            Drop(stack, socket);
        }

        return 0;
    }

    private static DatagramHeader Header(Stack stack, DatagramSocket socket, in QueuedDatagram datagram) => new()
    {
        Source = datagram.Local,
        Destination = datagram.Remote.Address,
        Protocol = socket.Protocol,
        TrafficClass = datagram.TrafficClass,
        FlowLabel = stack.FlowLabel(new Endpoint(datagram.Local, socket.Local.Port), datagram.Remote),
        TimeToLive = datagram.TimeToLive,
    };

    private static int WriteWhole(Stack stack, DatagramSocket socket, in DatagramHeader header, in QueuedDatagram datagram, Span<byte> buffer)
    {
        int length = DatagramHead.Length + datagram.Length;
        header.Write(buffer, length);
        Copy(stack, socket, datagram, 0, buffer.Slice(header.Length, length));
        int written = header.Length + length;
        Sent(stack, socket);
        return written;
    }

    private static int WriteFragment(Stack stack, DatagramSocket socket, in DatagramHeader header, in QueuedDatagram datagram, Span<byte> buffer)
    {
        int offset = socket.FragmentedBytes;
        int rest = DatagramHead.Length + datagram.Length - offset;
        int length = Math.Min(rest, header.MostInFragment(socket.FragmentMtu));
        header.WriteFragment(buffer, socket.Identification, offset, length, more: length < rest);
        Copy(stack, socket, datagram, offset, buffer.Slice(header.FragmentLength, length));
        int written = header.FragmentLength + length;
        stack.Counters.Count(StackCounter.FragmentsSent);
        socket.FragmentedBytes += length;
        if (length == rest)
        {
            Sent(stack, socket);
        }

        return written;
    }

    /// <summary>Copies of the header and the data what begins at an offset.</summary>
    private static void Copy(Stack stack, DatagramSocket socket, in QueuedDatagram datagram, int offset, Span<byte> destination)
    {
        if (offset == 0)
        {
            BinaryPrimitives.WriteUInt64BigEndian(destination, datagram.Head);
            destination = destination[DatagramHead.Length..];
            offset = DatagramHead.Length;
        }

        socket.Sending.Read(stack.Buffers, offset - DatagramHead.Length, destination);
    }

    private static void Sent(Stack stack, DatagramSocket socket)
    {
        stack.Counters.Count(StackCounter.DatagramsSent);
        Finish(stack, socket);
    }

    private static void Drop(Stack stack, DatagramSocket socket)
    {
        stack.Counters.Count(StackCounter.DatagramsUnsent);
        Finish(stack, socket);
    }

    private static void Finish(Stack stack, DatagramSocket socket)
    {
        socket.FragmentedBytes = 0;
        socket.Sending.Dequeue(stack.Buffers);

        // Half of it at once, so that the application is not woken for each datagram.
        if (socket.WantsRoom && socket.Sending.Cost <= socket.Settings.SendQueue / 2)
        {
            socket.WantsRoom = false;
            stack.Tell(socket, ConnectionEvents.Writable);
        }
    }
}
