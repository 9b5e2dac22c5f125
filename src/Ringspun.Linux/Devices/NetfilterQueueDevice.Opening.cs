using System.Globalization;
using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <content>Opening, and what can go wrong.</content>
public sealed partial class NetfilterQueueDevice
{
    private const int MostQueues = 256;
    private const int IPPROTO_RAW = 255;
    private const int ShortestMtu = 68;
    private static readonly SocketOption SO_RCVBUFFORCE = new(1, 33);

    /// <summary>Takes queues of the network namespace that the calling thread is in. Needs CAP_NET_ADMIN and CAP_NET_RAW.</summary>
    /// <param name="options">What is wanted.</param>
    /// <exception cref="PacketDeviceException">It cannot be done.</exception>
    public static NetfilterQueueDevice Open(NetfilterQueueOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        var sockets = new NetlinkSocket[options.Queues];
        OwnedDescriptor? sender4 = null;
        OwnedDescriptor? sender6 = null;
        try
        {
            for (int i = 0; i < sockets.Length; i++)
            {
                sockets[i] = NetlinkSocket.Open(NetlinkProtocol.NETFILTER);
                Take(options, sockets[i], (ushort)(options.Number + i));
            }

            int created = Sockets.Create(SocketFamily.INET, SocketKind.RAW, IPPROTO_RAW);
            ThrowIfError(options.Number, created, "answers cannot be sent");
            sender4 = new OwnedDescriptor(created);
            created = Sockets.Create(SocketFamily.INET6, SocketKind.RAW, IPPROTO_RAW);
            if (created != -(int)Errno.EAFNOSUPPORT)
            {
                ThrowIfError(options.Number, created, "answers cannot be sent");
                sender6 = new OwnedDescriptor(created);
            }

            return new NetfilterQueueDevice(options, sockets, sender4, sender6);
        }
        catch (Exception failure)
        {
            foreach (NetlinkSocket? socket in sockets)
            {
                socket?.Dispose();
            }

            sender4?.Dispose();
            sender6?.Dispose();
            if (failure is LinuxException { Errno: Errno errno })
            {
                ThrowIfError(options.Number, -(int)errno, "there is no netfilter socket");
            }

            throw;
        }
    }

    private static string Describe(int number) => $"nfqueue:{number.ToString(CultureInfo.InvariantCulture)}";

    private static void Check(NetfilterQueueOptions options)
    {
        if (options.Queues is < 1 or > MostQueues)
        {
            throw new PacketDeviceException(
                Describe(options.Number), DeviceError.TooManyQueues, $"there can be 1 to {MostQueues} queues, not {options.Queues}");
        }

        if (options.Number < 0 || options.Number + options.Queues - 1 > ushort.MaxValue)
        {
            throw new PacketDeviceException(Describe(options.Number), DeviceError.BadOption, $"queues have numbers from 0 to {ushort.MaxValue}");
        }

        if (options.MaximumWaiting is < 1 or > ushort.MaxValue)
        {
            throw new PacketDeviceException(
                Describe(options.Number), DeviceError.BadOption, $"1 to {ushort.MaxValue} packets can wait, not {options.MaximumWaiting}");
        }

        if (options.Mtu is < ShortestMtu or > ushort.MaxValue)
        {
            throw new PacketDeviceException(
                Describe(options.Number), DeviceError.MtuRefused, $"an MTU has {ShortestMtu} to {ushort.MaxValue} bytes, not {options.Mtu}");
        }
    }

    private static void Take(NetfilterQueueOptions options, NetlinkSocket socket, ushort queue)
    {
        Span<byte> buffer = stackalloc byte[LongestVerdict];
        NetlinkResult bound = socket.Request(NetfilterQueueMessage.Bind(buffer, socket.NextSequence(), queue));

        // The kernel says EPERM for another's queue, too.
        if (bound.Errno is Errno.EPERM or Errno.EBUSY && IsTaken(queue))
        {
            throw new PacketDeviceException(
                Describe(queue), DeviceError.Busy, "another program has the queue", bound.Errno, "End that one, or take another number in the rule, too.");
        }

        ThrowIfFailed(queue, bound, "the queue cannot be taken");
        if (Sockets.SetOption(socket.Descriptor, SO_RCVBUFFORCE, options.ReceiveBuffer) < 0)
        {
            ThrowIfError(
                queue, Sockets.SetOption(socket.Descriptor, SocketOption.SO_RCVBUF, options.ReceiveBuffer), "the receive buffer cannot be set");
        }

        NetlinkResult limited = socket.Request(
            NetfilterQueueMessage.SetMaximum(buffer, socket.NextSequence(), queue, (uint)options.MaximumWaiting));
        ThrowIfFailed(queue, limited, "the queue's length cannot be set");

        bool isMerged = (DeviceFraming.Sensible(options.Offloads) & ~DeviceOffloads.Checksum) != 0;
        uint flags = (isMerged ? NetfilterQueueMessage.NFQA_CFG_F_GSO : 0) | (options.IsFailOpen ? NetfilterQueueMessage.NFQA_CFG_F_FAIL_OPEN : 0);
        NetlinkResult configured = socket.Request(NetfilterQueueMessage.Configure(buffer, socket.NextSequence(), queue, flags));
        ThrowIfFailed(queue, configured, "the queue cannot be configured");

        // Last: packets come from now on, perhaps before the answer, where they are passed over and dropped with the first verdict.
        NetlinkResult copied = socket.Request(NetfilterQueueMessage.Copy(buffer, socket.NextSequence(), queue));
        ThrowIfFailed(queue, copied, "packets cannot be had whole");
    }

    // The queues of this thread's network: the number and its owner begin each line. Only an administrator may read it.
    private static bool IsTaken(ushort queue)
    {
        try
        {
            return File.ReadLines("/proc/thread-self/net/netfilter/nfnetlink_queue").Any(
                line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [{ } number, ..]
                    && number == queue.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static void ThrowIfFailed(int queue, NetlinkResult result, string reason) =>
        ThrowIfError(queue, result.IsDone ? 0 : -(int)(result.Errno == Errno.None ? Errno.EPROTO : result.Errno), reason);

    private static void ThrowIfError(int queue, int result, string reason)
    {
        if (result >= 0)
        {
            return;
        }

        Errno errno = result.ToErrno();
        (DeviceError error, string? advice) = errno switch
        {
            Errno.EPERM or Errno.EACCES => (
                DeviceError.NotPermitted,
                "Run as root or with CAP_NET_ADMIN and CAP_NET_RAW (in a container: --cap-add NET_ADMIN --cap-add NET_RAW), or in a network of your own (unshare -Urn)."),
            Errno.EINVAL or Errno.EPROTONOSUPPORT or Errno.EOPNOTSUPP => (DeviceError.NoDriver, "Load it: modprobe nfnetlink_queue."),
            Errno.EBUSY => (DeviceError.Busy, "Another program has the queue: end that one, or take another number in the rule, too."),
            Errno.EMFILE => (DeviceError.Limit, "RLIMIT_NOFILE is reached: ulimit -n shows and raises it."),
            Errno.ENFILE => (DeviceError.Limit, "fs.file-max is reached: sysctl fs.file-max shows and raises it."),
            Errno.ENOBUFS or Errno.ENOMEM => (DeviceError.Limit, "The kernel has no memory for it."),
            _ => (DeviceError.Failed, (string?)null),
        };
        throw new PacketDeviceException(Describe(queue), error, reason, errno, advice);
    }
}
