// Ends the TCP of a TUN interface in the program and carries it on over the kernel's network, as VPN clients and tun2socks programs do:
//   dotnet run --project samples/TunForwarder -- --forward 80=example.org:80 --forward 2222=127.0.0.1:22
//   dotnet run --project samples/TunForwarder -- --forward 80=example.org:80 --proxy socks5://user:password@127.0.0.1:1080
// as root, or with CAP_NET_ADMIN. Then curl http://10.78.0.2/ and ssh -p 2222 10.78.0.2: both go through the program.
// Other users see a program's arguments (ps): a password that matters belongs to a proxy that only this user reaches.
using System.Net;
using Ringspun;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Samples.TunForwarder;
using Ringspun.Tcp.Addresses;
using Ringspun.UserLevel;

if (ForwarderArguments.TryParse(args) is not { } arguments)
{
    Console.Error.WriteLine(ForwarderArguments.Usage);
    return 2;
}

// The kernel is 10.78.0.1 on the interface, the stack 10.78.0.2.
TunDevice device = TunDevice.Open(new TunOptions { Name = "ringspun1", Addresses = [new InterfaceAddress(IPAddress.Parse("10.78.0.1"), 24)] });
using var inside = new UserNetwork(new UserNetworkOptions { Addresses = [IpPrefix.Parse("10.78.0.2/24")] }, new DeviceLink(device));
using var loop = new EventLoop(EpollAioDriver.Create());
loop.RunUntil(Serve, (inside, arguments));
return 0;

static async Fiber Serve((UserNetwork Inside, ForwarderArguments Arguments) at)
{
    KernelNetwork outside = new();
    DialLimits limits = new();
    Forwarder forwarder = new(at.Arguments.Proxy is { } proxy ? new Socks5Dialer(outside, proxy, limits) : new DirectDialer(outside, limits));
    List<FiberHandle> running = [];
    foreach (ForwardRule rule in at.Arguments.Rules)
    {
        using IBinding binding = at.Inside.Bind(new IPEndPoint(IPAddress.Any, rule.Port));
        IListener listener = binding.Listen(EventLoop.Current!);
        running.Add(EventLoop.Current!.Spawn(static work => work.forwarder.Run(work.listener, work.rule), (forwarder, listener, rule)));
        Console.WriteLine($"10.78.0.2:{rule.Port} goes on to {rule.Host}:{rule.HostPort}");
    }

    foreach (FiberHandle each in running)
    {
        await each;
    }
}
