using System.Net;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Linux.Tests.Namespaces;

namespace Ringspun.Linux.Tests.Devices;

/// <summary>TUN interfaces for tests: the kernel is 10.0.0.1 and fd00::1, and the test is everybody else on the link.</summary>
internal static class TestTun
{
    public const string Name = "test0";
    public static readonly IPAddress Kernel = IPAddress.Parse("10.0.0.1");
    public static readonly IPAddress Stack = IPAddress.Parse("10.0.0.2");
    public static readonly IPAddress Kernel6 = IPAddress.Parse("fd00::1");
    public static readonly IPAddress Stack6 = IPAddress.Parse("fd00::2");

    public static readonly TunOptions Options = new()
    {
        Name = Name,
        Addresses = [new InterfaceAddress(Kernel, 24), new InterfaceAddress(Kernel6, 64)],
    };

    /// <summary>Runs a test in a network of its own; where there is no TUN driver for this user the test is skipped, visibly.</summary>
    public static void RunAlone(Action body)
    {
        int opened = TunControl.Open();
        Assert.SkipWhen(opened < 0, $"There is no TUN driver for this user: /dev/net/tun: {opened.ToErrno()}");
        _ = Descriptors.Close(opened);
        NetworkNamespace.Run(body);
    }

    /// <summary>Runs a test with an open TUN interface in a network of its own.</summary>
    public static void Run(Action<TunDevice> body, TunOptions? options = null) => RunAlone(() =>
    {
        using TunDevice device = TunDevice.Open(options ?? Options);
        body(device);
    });

    /// <summary>A socket of the kernel's, bound to a port of its choice at the interface's address.</summary>
    public static OwnedDescriptor Bound(SocketKind kind, IPAddress address, out IPEndPoint bound)
    {
        NativeSocketAddress wanted = NativeSocketAddress.From(new IPEndPoint(address, 0));
        OwnedDescriptor socket = OwnedDescriptor.FromResult(Sockets.Create(wanted.Family, kind), "socket");
        LinuxException.ThrowIfError(Sockets.Bind(socket.Number, wanted), "bind");
        LinuxException.ThrowIfError(Sockets.GetLocalAddress(socket.Number, out NativeSocketAddress local), "getsockname");
        bound = (IPEndPoint)local.ToEndPoint()!;
        return socket;
    }
}
