using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <content>Opening, and what can go wrong.</content>
public sealed partial class PacketSocketDevice
{
    private const int SolPacket = 263;
    private const int MostQueues = 256;
    private const ushort ETH_P_ALL = 3;
    private const int AddressLength = 20;
    private const int ProtocolOffset = 2;
    private const int ARPHRD_ETHER = 1;
    private const int ARPHRD_LOOPBACK = 772;
    private const int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
    private const int FanoutKindShift = 16;
    private static readonly SocketOption SO_RCVBUFFORCE = new(1, 33);
    private static readonly SocketOption PACKET_VNET_HDR = new(SolPacket, 15);
    private static readonly SocketOption PACKET_FANOUT = new(SolPacket, 18);
    private static readonly SocketOption PACKET_QDISC_BYPASS = new(SolPacket, 20);
    private static readonly SocketOption PACKET_IGNORE_OUTGOING = new(SolPacket, 23);

    /// <summary>Opens packet sockets at an interface of the network namespace that the calling thread is in. Needs CAP_NET_RAW.</summary>
    /// <param name="options">What is wanted.</param>
    /// <exception cref="PacketDeviceException">It cannot be done.</exception>
    /// <exception cref="LinuxException">The kernel's interfaces cannot be asked for: netlink is forbidden, or there is no descriptor left.</exception>
    public static PacketSocketDevice Open(PacketSocketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        LinkInfo link = Find(options);
        var queues = new OwnedDescriptor[options.Queues];
        var watches = new LinkWatch[options.Queues];
        try
        {
            for (int i = 0; i < queues.Length; i++)
            {
                int created = Sockets.Create(SocketFamily.PACKET, SocketKind.RAW);
                ThrowIfError(options.Name, created, "there is no packet socket");
                queues[i] = new OwnedDescriptor(created);
                watches[i] = LinkWatch.Open(link.Index);
                Configure(created, options, link);
            }

            JoinFanout(options.Name, queues);
            return new PacketSocketDevice(
                options.Name, queues, watches, Known(KernelVersion.Current), DeviceFraming.Sensible(options.Offloads), link);
        }
        catch
        {
            foreach (OwnedDescriptor? queue in queues)
            {
                queue?.Dispose();
            }

            foreach (LinkWatch? watch in watches)
            {
                watch?.Dispose();
            }

            throw;
        }
    }

    /// <summary>What packet sockets of a kernel can. This cannot be found out without sending: an older kernel would refuse such a packet.</summary>
    internal static DeviceOffloads Known(KernelVersion kernel) =>
        kernel.IsAtLeast(6, 2) ? DeviceOffloads.All : DeviceOffloads.All & ~DeviceOffloads.UdpSegmentation;

    private static string Describe(string interfaceName) => $"packet:{interfaceName}";

    private static LinkInfo Find(PacketSocketOptions options)
    {
        string device = Describe(options.Name);
        if (!Netlink.InterfaceName.IsValid(options.Name))
        {
            throw new PacketDeviceException(device, DeviceError.BadOption, "no interface can have this name");
        }

        if (options.Queues is < 1 or > MostQueues)
        {
            throw new PacketDeviceException(device, DeviceError.TooManyQueues, $"there can be 1 to {MostQueues} queues, not {options.Queues}");
        }

        using RouteNetlink route = RouteNetlink.Open();
        NetlinkResult result = route.FindLink(options.Name, out LinkInfo? link);
        if (result.Outcome == NetlinkOutcome.NotThere)
        {
            throw new PacketDeviceException(device, DeviceError.NotFound, "there is no such interface", Errno.ENODEV, "ip link lists those that are there.");
        }

        result.ThrowIfFailed(device);
        return link!.HardwareType is ARPHRD_ETHER or ARPHRD_LOOPBACK ? link : throw new PacketDeviceException(
            device, DeviceError.OtherKind, $"this is no Ethernet interface (its hardware type is {link.HardwareType})", Errno.None,
            link.Kind == "tun" ? $"Use tun:{options.Name}." : "Take another one.");
    }

    private static void Configure(int descriptor, PacketSocketOptions options, LinkInfo link)
    {
        // Without it nothing tells which checksum is unfinished, because its packet has not left the host.
        ThrowIfError(options.Name, Sockets.SetOption(descriptor, PACKET_VNET_HDR, 1), "packets cannot have headers for offloads");

        if (options.BypassQueueing)
        {
            ThrowIfError(options.Name, Sockets.SetOption(descriptor, PACKET_QDISC_BYPASS, 1), "the queueing discipline cannot be passed");
        }

        // Before Linux 4.20 there is no such option, and the filter alone drops what this machine sends.
        int ignored = Sockets.SetOption(descriptor, PACKET_IGNORE_OUTGOING, 1);
        if (ignored != -(int)Errno.ENOPROTOOPT || !options.IsFiltered)
        {
            ThrowIfError(options.Name, ignored, "what this machine sends cannot be left out");
        }

        if (Sockets.SetOption(descriptor, SO_RCVBUFFORCE, options.ReceiveBuffer) < 0)
        {
            ThrowIfError(options.Name, Sockets.SetOption(descriptor, SocketOption.SO_RCVBUF, options.ReceiveBuffer), "the receive buffer cannot be set");
        }

        if (options.IsFiltered)
        {
            ThrowIfError(
                options.Name, Sockets.AttachFilter(descriptor, EthernetFilter.Build(link.HardwareAddress ?? default)), "packets cannot be filtered");
        }

        // Last: until then the socket, which was made for no protocol, receives nothing.
        ThrowIfError(options.Name, Sockets.Bind(descriptor, Address(link.Index)), "the interface cannot be used");
    }

    /// <summary>Spreads what arrives over several sockets by flows; the kernel chooses a number for the group that nobody else has.</summary>
    private static void JoinFanout(string interfaceName, OwnedDescriptor[] queues)
    {
        const string Reason = "packets cannot be spread over queues";
        for (int i = 0, group = PACKET_FANOUT_FLAG_UNIQUEID << FanoutKindShift; queues.Length > 1 && i < queues.Length; i++)
        {
            ThrowIfError(interfaceName, Sockets.SetOption(queues[i].Number, PACKET_FANOUT, group), Reason);
            if (i == 0)
            {
                ThrowIfError(interfaceName, Sockets.GetOption(queues[i].Number, PACKET_FANOUT, out group), Reason);
                group = (ushort)group;
            }
        }
    }

    /// <summary>struct sockaddr_ll for every protocol of an interface.</summary>
    private static NativeSocketAddress Address(int index)
    {
        NativeSocketAddress address = default;
        ushort family = (ushort)SocketFamily.PACKET;
        MemoryMarshal.Write(address.Buffer, in family);
        BinaryPrimitives.WriteUInt16BigEndian(address.Buffer[ProtocolOffset..], ETH_P_ALL);
        BinaryPrimitives.WriteInt32LittleEndian(address.Buffer[IndexOffset..], index);
        address.SetLength(AddressLength);
        return address;
    }

    private static void ThrowIfError(string interfaceName, int result, string reason)
    {
        if (result >= 0)
        {
            return;
        }

        Errno errno = result.ToErrno();
        (DeviceError error, string? advice) = errno switch
        {
            Errno.EPERM or Errno.EACCES => (
                DeviceError.NotPermitted, "Run as root or with CAP_NET_RAW (in a container: --cap-add NET_RAW), or in a network of your own (unshare -Urn)."),
            Errno.EAFNOSUPPORT or Errno.ENOPROTOOPT => (DeviceError.NoDriver, "The kernel lacks packet sockets, or is too old: Linux 4.20 has all of them."),
            Errno.ENODEV or Errno.ENXIO => (DeviceError.NotFound, "The interface went away."),
            Errno.EMFILE => (DeviceError.Limit, "RLIMIT_NOFILE is reached: ulimit -n shows and raises it."),
            Errno.ENFILE => (DeviceError.Limit, "fs.file-max is reached: sysctl fs.file-max shows and raises it."),
            Errno.ENOBUFS or Errno.ENOMEM => (DeviceError.Limit, "The kernel has no memory for it (net.core.optmem_max limits filters)."),
            _ => (DeviceError.Failed, (string?)null),
        };
        throw new PacketDeviceException(Describe(interfaceName), error, reason, errno, advice);
    }
}
