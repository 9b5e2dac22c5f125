using System.Net;

namespace Ringspun.Tests.Network;

/// <summary>What failed attempts to connect say, for errors that a test cannot bring about everywhere.</summary>
public sealed class ConnectFailureTests
{
    private static readonly IPEndPoint Remote = new(IPAddress.Loopback, 80);
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);
    private static readonly IPEndPoint LowPort = new(IPAddress.Loopback, 80);

    public static TheoryData<string, int, EndPoint?, string> Cases => new()
    {
        { nameof(ConnectStep.Socket), (int)Errno.EMFILE, null, "RLIMIT_NOFILE is " },
        { nameof(ConnectStep.Socket), (int)Errno.ENFILE, null, "fs.file-max" },
        { nameof(ConnectStep.Socket), (int)Errno.EAFNOSUPPORT, null, "IPv6" },
        { nameof(ConnectStep.Socket), (int)Errno.ENOMEM, null, "tcp_mem" },
        { nameof(ConnectStep.Bind), (int)Errno.EACCES, LowPort, "net.ipv4.ip_unprivileged_port_start" },
        { nameof(ConnectStep.Bind), (int)Errno.EADDRNOTAVAIL, AnyPort, "ip addr" },
        { nameof(ConnectStep.Bind), (int)Errno.EADDRINUSE, LowPort, "port 0" },
        { nameof(ConnectStep.Connect), (int)Errno.EADDRNOTAVAIL, AnyPort, "several source addresses" },
        { nameof(ConnectStep.Connect), (int)Errno.EADDRNOTAVAIL, null, "net.ipv4.ip_local_port_range is " },
        { nameof(ConnectStep.Connect), (int)Errno.ENETUNREACH, null, "ip route get" },
        { nameof(ConnectStep.Connect), (int)Errno.EHOSTUNREACH, null, "firewall" },
        { nameof(ConnectStep.Connect), (int)Errno.ETIMEDOUT, null, "tcp_syn_retries" },
        { nameof(ConnectStep.Connect), (int)Errno.EINVAL, AnyPort, "loopback" },
        { nameof(ConnectStep.Connect), (int)Errno.EACCES, null, "firewall" },
    };

    [Theory, MemberData(nameof(Cases))]
    public void The_way_out_is_named(string step, int errno, EndPoint? local, string advice)
    {
        LinuxException exception = ConnectFailure.Of(Enum.Parse<ConnectStep>(step), Remote, local, (Errno)errno);
        Assert.Equal((Errno)errno, exception.Errno);
        Assert.Contains("connect 127.0.0.1:80", exception.Message, StringComparison.Ordinal);
        Assert.Contains(advice, exception.Advice, StringComparison.Ordinal);
    }

    [Theory, InlineData("127.0.0.1", SocketFamily.INET), InlineData("::1", SocketFamily.INET6)]
    public void A_source_without_a_port_takes_none_before_it_connects(string address, SocketFamily family)
    {
        var options = new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse(address), 0) };
        int descriptor = ConnectingSocket.Create(family, options, SocketFlags.NONBLOCK, out ConnectStep step);
        Assert.SkipWhen(descriptor is -(int)Errno.EAFNOSUPPORT or -(int)Errno.EADDRNOTAVAIL, $"This machine has no {address}.");
        Assert.Equal(ConnectStep.Bind, step);
        try
        {
            Assert.Equal(0, Linux.Sockets.GetLocalAddress(descriptor, out NativeSocketAddress bound));
            Assert.Equal(options.LocalEndPoint, bound.ToEndPoint());
            Assert.Equal(0, Linux.Sockets.GetOption(descriptor, SocketOption.IP_BIND_ADDRESS_NO_PORT, out int isSet));
            Assert.Equal(1, isSet);
            Assert.Equal(0, Linux.Sockets.GetOption(descriptor, SocketOption.TCP_NODELAY, out isSet));
            Assert.NotEqual(0, isSet);
        }
        finally
        {
            _ = Descriptors.Close(descriptor);
        }
    }
}
