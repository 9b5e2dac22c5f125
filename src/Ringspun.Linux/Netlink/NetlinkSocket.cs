using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Ringspun.Linux.Netlink;

/// <summary>
/// A netlink socket for requests that the kernel answers while they are sent, which is how rtnetlink and netfilter's configuration work: nothing is
/// waited for. For one thread at a time. It belongs to the network namespace of the thread that opens it.
/// </summary>
internal sealed class NetlinkSocket : IDisposable
{
    private const int LongestMessage = 64 * 1024;
    private const int MostReads = 100_000;
    private const int AddressLength = 12;
    private const int PortOffset = 4;
    private const int GroupsOffset = 8;
    private static readonly SocketOption NETLINK_CAP_ACK = new(270, 10);
    private static readonly SocketOption NETLINK_EXT_ACK = new(270, 11);

    private readonly OwnedDescriptor _socket;
    private readonly byte[] _buffer = new byte[LongestMessage];
    private uint _sequence;

    private NetlinkSocket(OwnedDescriptor socket) => _socket = socket;

    internal int Descriptor => _socket.IsClosed ? -1 : _socket.Number;

    /// <summary>Opens a socket.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="groups">Whose news it hears, too: RTMGRP_* of linux/rtnetlink.h.</param>
    /// <exception cref="LinuxException">EPROTONOSUPPORT, EMFILE, …</exception>
    internal static NetlinkSocket Open(NetlinkProtocol protocol, uint groups = 0)
    {
        var socket = OwnedDescriptor.FromResult(Sockets.Create(SocketFamily.NETLINK, SocketKind.RAW, (int)protocol), $"socket of netlink {protocol}");
        try
        {
            LinuxException.ThrowIfError(Sockets.Bind(socket.Number, KernelAssigned(groups)), $"bind of netlink {protocol}");

            // Both are comfort: without them errors have no words, or longer answers.
            _ = Sockets.SetOption(socket.Number, NETLINK_EXT_ACK, 1);
            _ = Sockets.SetOption(socket.Number, NETLINK_CAP_ACK, 1);
            return new NetlinkSocket(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The number for the next request.</summary>
    internal uint NextSequence() => ++_sequence;

    /// <summary>Sends a request and reads its whole answer.</summary>
    /// <param name="request">The request, with <see cref="NetlinkFlags.ACK"/> or <see cref="NetlinkFlags.DUMP"/>, and the last of <see cref="NextSequence"/>.</param>
    /// <param name="handler">Takes the answer's messages, or null when there are none.</param>
    internal NetlinkResult Request(ReadOnlySpan<byte> request, NetlinkHandler? handler = null)
    {
        int sent = Sockets.Send(_socket.Number, request, MessageFlags.None);
        if (sent < 0)
        {
            return NetlinkResult.From(sent.ToErrno());
        }

        bool isInterrupted = false;
        for (int i = 0; i < MostReads; i++)
        {
            int length = Sockets.ReceiveFrom(_socket.Number, _buffer, out NativeSocketAddress sender, MessageFlags.TRUNC);
            if (length < 0)
            {
                return length == -(int)Errno.EAGAIN ? new NetlinkResult(NetlinkOutcome.BadAnswer) : NetlinkResult.From(length.ToErrno());
            }

            if (length > _buffer.Length)
            {
                return new NetlinkResult(NetlinkOutcome.BadAnswer, Errno.EMSGSIZE);
            }

            if (IsFromKernel(sender) && Read(_buffer.AsSpan(0, length), handler, ref isInterrupted) is { } result)
            {
                return result;
            }
        }

        return new NetlinkResult(NetlinkOutcome.BadAnswer);
    }

    /// <summary>Waits for news of the groups, and throws them away.</summary>
    /// <param name="nanoseconds">How long.</param>
    internal void WaitForNews(long nanoseconds)
    {
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll_create1");
        using EpollEventBuffer events = new(1);
        LinuxException.ThrowIfError(Epoll.Control(epoll.Number, EpollOperation.ADD, _socket.Number, EpollEvents.IN), "epoll_ctl");
        int result = Epoll.Wait(epoll.Number, events, nanoseconds);
        if (result != -(int)Errno.EINTR)
        {
            LinuxException.ThrowIfError(result, "epoll_wait");
        }

        for (int i = 0; i < MostReads && Sockets.Receive(_socket.Number, _buffer) >= 0; i++)
        {
        }
    }

    /// <summary>Reads the news of the groups that has come, without waiting.</summary>
    /// <param name="handler">Takes each message; what it cannot read is passed over.</param>
    /// <returns>-EAGAIN when all is read; -ENOBUFS when some was lost, and what was there is read; another -errno.</returns>
    internal int ReadNews(NetlinkHandler handler)
    {
        int worst = -(int)Errno.EAGAIN;
        for (int i = 0; i < MostReads; i++)
        {
            int length = Sockets.ReceiveFrom(Descriptor, _buffer, out NativeSocketAddress sender, MessageFlags.TRUNC);
            if (length == -(int)Errno.ENOBUFS || length > _buffer.Length)
            {
                worst = -(int)Errno.ENOBUFS;
                continue;
            }

            if (length < 0)
            {
                return length == -(int)Errno.EAGAIN ? worst : length;
            }

            NetlinkReader reader = new(_buffer.AsSpan(0, length));
            while (IsFromKernel(sender) && reader.TryRead(out NetlinkMessage message))
            {
                _ = handler(message);
            }
        }

        return worst;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private NetlinkResult? Read(ReadOnlySpan<byte> bytes, NetlinkHandler? handler, ref bool isInterrupted)
    {
        NetlinkReader reader = new(bytes);
        while (reader.TryRead(out NetlinkMessage message))
        {
            // A leftover of an earlier request that ended before its answer did.
            if (message.Sequence != _sequence)
            {
                continue;
            }

            isInterrupted |= (message.Flags & NetlinkFlags.DUMP_INTR) != 0;
            switch (message.Type)
            {
                case NetlinkMessage.NOOP:
                    break;
                case NetlinkMessage.ERROR:
                    return NetlinkError.Read(message, out NetlinkError error) == NetlinkRefusal.None
                        ? NetlinkResult.From(error.Errno, error.Text)
                        : new NetlinkResult(NetlinkOutcome.BadAnswer);
                case NetlinkMessage.DONE:
                    return AtEnd(message, isInterrupted);
                case NetlinkMessage.OVERRUN:
                    return new NetlinkResult(NetlinkOutcome.NoBuffers);
                default:
                    if (handler is not null && handler(message) != NetlinkRefusal.None)
                    {
                        return new NetlinkResult(NetlinkOutcome.BadAnswer);
                    }

                    break;
            }
        }

        return reader.Refusal == NetlinkRefusal.None ? null : new NetlinkResult(NetlinkOutcome.BadAnswer);
    }

    private static NetlinkResult AtEnd(NetlinkMessage message, bool isInterrupted)
    {
        int number = message.Payload.Length >= sizeof(int) ? BinaryPrimitives.ReadInt32LittleEndian(message.Payload) : 0;
        return number < 0 ? NetlinkResult.From(number.ToErrno())
            : isInterrupted ? new NetlinkResult(NetlinkOutcome.Interrupted)
            : default;
    }

    /// <summary>struct sockaddr_nl with port 0: the kernel chooses.</summary>
    private static NativeSocketAddress KernelAssigned(uint groups)
    {
        NativeSocketAddress address = default;
        ushort family = (ushort)SocketFamily.NETLINK;
        MemoryMarshal.Write(address.Buffer, in family);
        BinaryPrimitives.WriteUInt32LittleEndian(address.Buffer[GroupsOffset..], groups);
        address.SetLength(AddressLength);
        return address;
    }

    // Any process may send to any netlink socket's port where it has the capability; only port 0 is the kernel.
    private static bool IsFromKernel(in NativeSocketAddress sender) =>
        sender.Length >= AddressLength && BinaryPrimitives.ReadUInt32LittleEndian(sender.Bytes[PortOffset..]) == 0;
}
