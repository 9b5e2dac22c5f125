using Ringspun.Linux.Netlink;

namespace Ringspun.Linux.Devices;

/// <content>Opening, and what can go wrong.</content>
public sealed partial class TunDevice
{
    private const int MostQueues = 256;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const string Capability =
        "Run as root or with CAP_NET_ADMIN, or in a network of your own (unshare -Urn), or let root make the interface for you "
        + "(ip tuntap add dev NAME mode tun user \"$USER\", with addresses, and switched on).";

    /// <summary>Opens a TUN interface of the network namespace that the calling thread is in, and makes and configures it as it is told to.</summary>
    /// <param name="options">What is wanted. An interface that is there and needs no change wants no capability of its owner.</param>
    /// <exception cref="PacketDeviceException">It cannot be done; a new interface is gone again.</exception>
    /// <exception cref="LinuxException">The kernel's interfaces cannot be asked for: netlink is forbidden, or there is no descriptor left.</exception>
    public static TunDevice Open(TunOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check(options);
        using RouteNetlink route = RouteNetlink.Open();
        LinkInfo? existing = FindExisting(route, options);
        DeviceOffloads wanted = DeviceFraming.Sensible(options.Offloads);
        int flags = TunControl.IFF_TUN | TunControl.IFF_NO_PI
            | (wanted != DeviceOffloads.None ? TunControl.IFF_VNET_HDR : 0)
            | (options.Queues > 1 || existing?.Tun is { HasMultipleQueues: true } ? TunControl.IFF_MULTI_QUEUE : 0);
        var queues = new OwnedDescriptor[options.Queues];
        try
        {
            for (int i = 0; i < queues.Length; i++)
            {
                bool isNew = i == 0 && options.Creation == TunCreation.Always;
                queues[i] = OpenQueue(route, options, (ushort)(flags | (isNew ? TunControl.IFF_TUN_EXCL : 0)));
            }

            DeviceOffloads offloads = SetOffloads(options, queues[0].Number, wanted);
            LinkInfo link = Configure(route, options);
            if (options.IsPersistent is { } isPersistent)
            {
                ThrowIfError(options.Name, TunControl.SetPersistent(queues[0].Number, isPersistent), "the interface cannot be made to stay or to go");
            }

            return new TunDevice(options.Name, queues, offloads, wanted != DeviceOffloads.None ? VirtioNetHeader.Length : 0, link.Mtu);
        }
        catch
        {
            foreach (OwnedDescriptor? queue in queues)
            {
                queue?.Dispose();
            }

            throw;
        }
    }

    private static string Describe(string interfaceName) => $"tun:{interfaceName}";

    private static void Check(TunOptions options)
    {
        if (!Netlink.InterfaceName.IsValid(options.Name))
        {
            throw new PacketDeviceException(Describe(options.Name), DeviceError.BadOption, "no interface can have this name");
        }

        if (options.Queues is < 1 or > MostQueues)
        {
            throw new PacketDeviceException(
                Describe(options.Name), DeviceError.TooManyQueues, $"an interface has 1 to {MostQueues} queues, not {options.Queues}");
        }

        if (options.Mtu is < 0)
        {
            throw new PacketDeviceException(Describe(options.Name), DeviceError.MtuRefused, $"an MTU of {options.Mtu} bytes is refused");
        }
    }

    private static LinkInfo? FindExisting(RouteNetlink route, TunOptions options)
    {
        string device = Describe(options.Name);
        NetlinkResult result = route.FindLink(options.Name, out LinkInfo? link);
        if (result.Outcome == NetlinkOutcome.NotThere)
        {
            return options.Creation != TunCreation.Never ? null : throw new PacketDeviceException(
                device, DeviceError.NotFound, "there is no such interface", Errno.ENODEV, $"ip tuntap add dev {options.Name} mode tun makes it.");
        }

        result.ThrowIfFailed(device);
        if (IsOfAnotherKind(link!))
        {
            throw OtherKind(options.Name, link!);
        }

        if (options.Creation == TunCreation.Always)
        {
            throw new PacketDeviceException(device, DeviceError.Busy, "there is an interface of this name", Errno.EBUSY);
        }

        return options.Queues == 1 || link!.Tun is not { HasMultipleQueues: false } ? link : throw new PacketDeviceException(
            device, DeviceError.TooManyQueues, $"the interface was made for one queue, not for {options.Queues}", Errno.EINVAL,
            $"ip tuntap add dev {options.Name} mode tun multi_queue makes one for several.");
    }

    private static bool IsOfAnotherKind(LinkInfo link) => link.Kind != "tun" || link.Tun is { IsTap: true };

    private static PacketDeviceException OtherKind(string name, LinkInfo link)
    {
        string kind = link.Tun is { IsTap: true } ? "a TAP interface, which carries Ethernet"
            : link.Kind is null ? "no TUN interface" : $"an interface of the kind '{link.Kind}'";
        return new PacketDeviceException(Describe(name), DeviceError.OtherKind, $"this is {kind}", Errno.EINVAL, "Take another name.");
    }

    private static OwnedDescriptor OpenQueue(RouteNetlink route, TunOptions options, ushort flags)
    {
        int opened = TunControl.Open();
        ThrowIfError(options.Name, opened, "/dev/net/tun cannot be opened");
        OwnedDescriptor queue = new(opened);
        int attached = TunControl.Attach(opened, options.Name, flags);
        if (attached == 0)
        {
            return queue;
        }

        queue.Dispose();

        // The kernel says EINVAL for whatever is not as it is asked for. Somebody else may have made the interface meanwhile.
        if (attached == -(int)Errno.EINVAL && route.FindLink(options.Name, out LinkInfo? link).IsDone && IsOfAnotherKind(link!))
        {
            throw OtherKind(options.Name, link!);
        }

        throw Failure(options.Name, attached, "the interface cannot be opened");
    }

    private static DeviceOffloads SetOffloads(TunOptions options, int descriptor, DeviceOffloads wanted)
    {
        if (wanted != DeviceOffloads.None)
        {
            ThrowIfError(options.Name, TunControl.SetHeader(descriptor), "the header of packets cannot be chosen");
        }

        int result = TunOffloads.Negotiate(wanted, offloads => TunControl.SetOffloads(descriptor, offloads), out DeviceOffloads agreed);
        ThrowIfError(options.Name, result, "offloads cannot be chosen");
        return agreed;
    }

    private static LinkInfo Configure(RouteNetlink route, TunOptions options)
    {
        string device = Describe(options.Name);
        route.FindLink(options.Name, out LinkInfo? link).ThrowIfFailed(device);
        int index = link!.Index;
        if (options.Mtu is { } mtu && mtu != link.Mtu)
        {
            ThrowIfFailed(device, route.SetMtu(index, mtu), DeviceError.MtuRefused, $"an MTU of {mtu} bytes is refused");
        }

        foreach (InterfaceAddress address in options.Addresses)
        {
            NetlinkResult result = route.AddAddress(index, address);
            if (result.Outcome != NetlinkOutcome.AlreadyThere)
            {
                ThrowIfFailed(device, result, DeviceError.AddressRefused, $"the address {address} is refused");
            }
        }

        if (options.SwitchOn && !link.IsUp)
        {
            ThrowIfFailed(device, route.SetUp(index), DeviceError.Failed, "the interface cannot be switched on");
        }

        route.FindLink(index, out LinkInfo? configured).ThrowIfFailed(device);
        foreach (InterfaceAddress address in options.Addresses)
        {
            if (configured!.IsUp && !route.WaitUntilLocal(address.Local, Patience))
            {
                throw new PacketDeviceException(device, DeviceError.AddressRefused, $"the kernel takes no packets for {address.Local}");
            }
        }

        return configured!;
    }

    private static void ThrowIfFailed(string device, NetlinkResult result, DeviceError error, string reason)
    {
        if (!result.IsDone)
        {
            bool isForbidden = result.Outcome == NetlinkOutcome.NotPermitted;
            throw new PacketDeviceException(
                device,
                isForbidden ? DeviceError.NotPermitted : result.Outcome == NetlinkOutcome.NotThere ? DeviceError.NotFound : error,
                result.Text is null ? reason : $"{reason} ({result.Text})",
                result.Errno,
                isForbidden ? Capability : null);
        }
    }

    private static void ThrowIfError(string interfaceName, int result, string reason)
    {
        if (result < 0)
        {
            throw Failure(interfaceName, result, reason);
        }
    }

    private static PacketDeviceException Failure(string interfaceName, int result, string reason)
    {
        Errno errno = result.ToErrno();
        (DeviceError error, string? advice) = errno switch
        {
            Errno.EPERM => (DeviceError.NotPermitted, Capability),
            Errno.EACCES => (
                DeviceError.NotPermitted, "The driver's file is not for this user; as root: chmod 666 /dev/net/tun (capabilities are asked for beside that)."),
            Errno.ENOENT or Errno.ENODEV or Errno.ENXIO => (
                DeviceError.NoDriver, "Load it: modprobe tun. In a container: --device /dev/net/tun --cap-add NET_ADMIN."),
            Errno.EBUSY => (DeviceError.Busy, "Another program has it open: end that one, or take another name."),
            Errno.E2BIG => (DeviceError.TooManyQueues, "All queues of the interface are in use."),
            Errno.EMFILE => (DeviceError.Limit, "RLIMIT_NOFILE is reached: ulimit -n shows and raises it."),
            Errno.ENFILE => (DeviceError.Limit, "fs.file-max is reached: sysctl fs.file-max shows and raises it."),
            Errno.ENOMEM or Errno.ENOBUFS => (DeviceError.Limit, "The kernel has no memory for it."),
            _ => (DeviceError.Failed, (string?)null),
        };
        return new PacketDeviceException(Describe(interfaceName), error, reason, errno, advice);
    }
}
