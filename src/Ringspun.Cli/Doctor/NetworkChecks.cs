using Ringspun.Linux;

namespace Ringspun.Cli.Doctor;

/// <summary>What the user-level stack will need, and the kernel's network settings.</summary>
internal static class NetworkChecks
{
    private const int NetlinkNetfilter = 12;
    private const long ComfortableBacklog = 4096;
    private const long ComfortablePorts = 28_000;
    private const string Stack = "A user-level TCP stack";
    private const string TunFile = "/dev/net/tun";

    public static Check Tun()
    {
        int result = Files.OpenAt2(Files.CurrentDirectory, TunFile, new OpenHow(OpenFlags.RDWR | OpenFlags.CLOEXEC));
        if (result >= 0)
        {
            _ = Descriptors.Close(result);
        }

        return Tun(result.ToErrno(), Proc.HasCapability(Capability.NetworkAdministration), ModeOf(TunFile), Environment.UserName);
    }

    public static Check RawSockets()
    {
        int result = Sockets.Create(SocketFamily.PACKET, SocketKind.RAW);
        if (result >= 0)
        {
            _ = Descriptors.Close(result);
        }

        return RawSockets(result.ToErrno());
    }

    public static Check PacketQueue()
    {
        int result = Sockets.Create(SocketFamily.NETLINK, SocketKind.RAW, NetlinkNetfilter);
        if (result >= 0)
        {
            _ = Descriptors.Close(result);
        }

        return PacketQueue(
            result.ToErrno(), File.Exists("/proc/net/netfilter/nfnetlink_queue"), Proc.HasCapability(Capability.NetworkAdministration));
    }

    /// <param name="error">What opening the driver's file has answered.</param>
    /// <param name="isAdministrator">Whether this process has CAP_NET_ADMIN.</param>
    /// <param name="mode">The file's permissions, as chmod(1) takes them; null where there is none.</param>
    /// <param name="user">Who asks.</param>
    internal static Check Tun(Errno error, bool isAdministrator, string? mode, string user)
    {
        string own = $"ip tuntap add dev tun0 mode tun user {user} && ip addr add 10.0.0.1/24 dev tun0 && ip link set tun0 up";
        return error switch
        {
            Errno.None when isAdministrator => new Check("tun", CheckState.Ok, "/dev/net/tun opens", $"{Stack} can have devices of its own."),
            Errno.None => new Check("tun", CheckState.Limited, "/dev/net/tun opens, but this process may not make devices (CAP_NET_ADMIN)",
                $"{Stack} can use a device that was made for this user.", $"{own} (as root)"),
            Errno.EACCES => new Check("tun", CheckState.Missing,
                $"/dev/net/tun: {error}{(mode is null ? "" : $", its mode is {mode}")}{(isAdministrator ? "" : ", and this process may not make devices (CAP_NET_ADMIN)")}",
                $"{Stack} cannot have a TUN device.", $"chmod 666 /dev/net/tun{(isAdministrator ? "" : $" && {own}")} (as root)"),
            Errno.EPERM => new Check("tun", CheckState.Missing, $"/dev/net/tun: {error}: the container does not allow this device",
                $"{Stack} cannot have a TUN device.", "start the container with --device /dev/net/tun --cap-add NET_ADMIN"),
            _ => new Check("tun", CheckState.Missing, $"/dev/net/tun: {error}",
                $"{Stack} cannot have a TUN device.", "modprobe tun (in a container: --device /dev/net/tun --cap-add NET_ADMIN)"),
        };
    }

    internal static Check RawSockets(Errno error) => error == Errno.None
        ? new Check("raw_sockets", CheckState.Ok, "packet sockets open", $"{Stack} can share an interface with the kernel.")
        : new Check("raw_sockets", CheckState.Missing, $"packet sockets: {error}",
            $"{Stack} cannot use an interface directly.", "run as root, or with CAP_NET_RAW (in a container: --cap-add NET_RAW)");

    internal static Check PacketQueue(Errno error, bool isLoaded, bool isAdministrator) => (error, isLoaded, isAdministrator) switch
    {
        (Errno.None, true, true) => new Check("nfqueue", CheckState.Ok, "nfnetlink_queue is there", $"{Stack} can take chosen packets from the kernel."),
        (Errno.None, true, false) => new Check("nfqueue", CheckState.Missing, "nfnetlink_queue is there, but not for this process (CAP_NET_ADMIN)",
            "No packets can be taken from the kernel.", "run as root, or with CAP_NET_ADMIN"),
        _ => new Check("nfqueue", CheckState.Missing, error == Errno.None ? "nfnetlink_queue is not loaded" : $"netfilter's netlink: {error}",
            "No packets can be taken from the kernel.", "modprobe nfnetlink_queue"),
    };

    internal static Check Backlog(long[] values)
    {
        long limit = values.FirstOrDefault();
        string found = $"net.core.somaxconn = {limit}";
        return limit >= ComfortableBacklog
            ? new Check("somaxconn", CheckState.Ok, found, "Bursts of new connections wait in the kernel until they are accepted.")
            : new Check("somaxconn", CheckState.Limited, found,
                $"More than {limit} connections that arrive at once are delayed or refused.", $"sysctl -w net.core.somaxconn={ComfortableBacklog}");
    }

    internal static Check Ports(long[] range)
    {
        long count = range.Length == 2 ? range[1] - range[0] + 1 : 0;
        string found = range.Length == 2 ? $"{range[0]} to {range[1]} (net.ipv4.ip_local_port_range)" : "net.ipv4.ip_local_port_range cannot be read";
        string meaning = $"Up to {count} outgoing connections from one address to one server.";
        return count >= ComfortablePorts
            ? new Check("port_range", CheckState.Ok, found, meaning)
            : new Check("port_range", CheckState.Limited, found, meaning, "sysctl -w net.ipv4.ip_local_port_range=\"10240 65535\"");
    }

    private static string? ModeOf(string path)
    {
        int mode = (int)new FileInfo(path).UnixFileMode;
        return mode < 0 ? null : Convert.ToString(mode, 8).PadLeft(4, '0');
    }
}
