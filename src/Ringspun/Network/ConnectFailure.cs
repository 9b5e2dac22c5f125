using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>What a failed attempt to connect says: from where to where, the error, and the way out.</summary>
internal static class ConnectFailure
{
    private const string PortRangePath = "/proc/sys/net/ipv4/ip_local_port_range";

    /// <summary>Makes the exception.</summary>
    /// <param name="step">What failed.</param>
    /// <param name="remote">The peer.</param>
    /// <param name="local">The source that was asked for; null: any.</param>
    /// <param name="errno">The error.</param>
    /// <param name="portRange">The first and the last port that are picked from; null: what the kernel says.</param>
    internal static LinuxException Of(ConnectStep step, EndPoint remote, EndPoint? local, Errno errno, string? portRange = null)
    {
        string route = local is null ? $"connect {remote}" : $"connect {remote} from {local}";
        string? advice = step switch
        {
            _ when errno == Errno.EINVAL && local is not null && local.AddressFamily != remote.AddressFamily =>
                "The source address is of another family than the peer's: use an IPv4 one for IPv4, an IPv6 one for IPv6.",
            ConnectStep.Socket => AdviceForSocket(errno),
            ConnectStep.Bind => AdviceForBind(errno, local!),
            _ => remote is UnixDomainSocketEndPoint ? AdviceForUnix(errno) : AdviceForConnect(errno, local, portRange),
        };
        return new LinuxException(step == ConnectStep.Bind ? $"{route}: bind" : route, errno, advice);
    }

    private static string? AdviceForSocket(Errno errno) => errno switch
    {
        Errno.EMFILE => $"{ResourceLimits.Describe(ResourceKind.NOFILE)}.",
        Errno.ENFILE => "The whole machine has too many open files; raise fs.file-max with sysctl.",
        Errno.ENOBUFS or Errno.ENOMEM => "The kernel has no memory for another socket; net.ipv4.tcp_mem and the cgroup's memory limit bound it.",
        Errno.EAFNOSUPPORT => "The kernel has that address family switched off (IPv6: ipv6.disable=1).",
        Errno.EACCES or Errno.EPERM => "A security policy (seccomp, SELinux, AppArmor) forbids the socket.",
        _ => null,
    };

    private static string? AdviceForBind(Errno errno, EndPoint local) => errno switch
    {
        Errno.EADDRNOTAVAIL => "No interface of this machine has the source address (ip addr shows them; ip addr add gives it one).",
        Errno.EADDRINUSE when local is IPEndPoint =>
            "Another socket has the source port (ss -tan shows which); ask for port 0, and a free one is picked for each destination.",
        Errno.EADDRINUSE => "The source's socket file exists already; remove it or choose another path.",
        Errno.EACCES when local is IPEndPoint { Port: var port } =>
            $"Ports below net.ipv4.ip_unprivileged_port_start need CAP_NET_BIND_SERVICE; choose port 0 or a higher one than {port}.",
        Errno.EACCES => "The source's socket file needs write permission on its directory.",
        Errno.EINVAL => "The source address is none that can be bound (a link-local IPv6 address needs its interface, as in fe80::1%eth0).",
        _ => null,
    };

    private static string? AdviceForUnix(Errno errno) => errno switch
    {
        Errno.ENOENT => "There is no such socket file: is the server running?",
        Errno.ECONNREFUSED => "Nobody listens on that socket file, or it is no socket.",
        Errno.EACCES => "Connecting needs write permission on the socket file and search permission on its directories.",
        Errno.EPROTOTYPE => "The socket there takes datagrams or packets, not streams.",
        _ => AdviceForSocket(errno),
    };

    private static string? AdviceForConnect(Errno errno, EndPoint? local, string? portRange) => errno switch
    {
        Errno.ECONNREFUSED => "Nobody listens there.",
        Errno.EADDRNOTAVAIL when local is IPEndPoint { Port: > 0 } =>
            "There is a connection from that source address and port to this destination already; ask for port 0, and a free one is picked.",
        Errno.EADDRNOTAVAIL =>
            "All ports from the source address to this destination are taken, or there is no source address that reaches it: net.ipv4.ip_local_port_range is " +
            $"{portRange ?? ReadPortRange()}; widen it (sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"), or connect from several source addresses.",
        Errno.EADDRINUSE => "Another socket has the source port; ask for port 0, and a free one is picked.",
        Errno.ENETUNREACH => "There is no route to that address (ip route get shows it), or the source address does not reach it.",
        Errno.EHOSTUNREACH => "The host does not answer on its network, or a router or firewall on the way says that it cannot be reached.",
        Errno.ENETDOWN => "The interface that leads there is down (ip link shows it).",
        Errno.ETIMEDOUT => "No answer came to any try; net.ipv4.tcp_syn_retries says how many there are.",
        Errno.EACCES or Errno.EPERM => "A firewall rule or security policy forbids it, or the address is a broadcast address.",
        Errno.EINVAL when local is not null => "The source address does not lead there: a loopback address reaches this machine only.",
        Errno.EINVAL => "The address is none that can be connected to (a link-local IPv6 address needs its interface, as in fe80::1%eth0).",
        Errno.ECONNRESET => "The peer, or a firewall on the way, reset the connection while it was opened.",
        _ => AdviceForSocket(errno),
    };

    private static string ReadPortRange()
    {
        try
        {
            return File.ReadAllText(PortRangePath).Trim().Replace('\t', ' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return "not readable here";
        }
    }
}
