// Ends the TCP of a TUN interface in the program and carries it on over the kernel's network, as VPN clients and tun2socks programs do:
//   dotnet run --project samples/TunForwarder -- --forward 80=example.org:80 --forward 2222=127.0.0.1:22
// as root, or with CAP_NET_ADMIN. Then curl http://10.78.0.2/ and ssh -p 2222 10.78.0.2: both go through the program.
using System.Net;
using Ringspun;
using Ringspun.Linux.Devices;
using Ringspun.Linux.Netlink;
using Ringspun.Samples.TunForwarder;
using Ringspun.Tcp.Addresses;
using Ringspun.UserLevel;

List<ForwardRule> rules = [];
for (int i = 0; i < args.Length; i += 2)
{
    if (args[i] != "--forward" || i + 1 == args.Length || ForwardRule.TryParse(args[i + 1]) is not { } rule)
    {
        rules.Clear();
        break;
    }

    rules.Add(rule);
}

if (rules.Count == 0)
{
    Console.Error.WriteLine("usage: TunForwarder --forward PORT=HOST:PORT …");
    return 2;
}

// The kernel is 10.78.0.1 on the interface, the stack 10.78.0.2.
TunDevice device = TunDevice.Open(new TunOptions { Name = "ringspun1", Addresses = [new InterfaceAddress(IPAddress.Parse("10.78.0.1"), 24)] });
using var inside = new UserNetwork(new UserNetworkOptions { Addresses = [IpPrefix.Parse("10.78.0.2/24")] }, new DeviceLink(device));
using var loop = new EventLoop(EpollAioDriver.Create());
loop.RunUntil(Serve, (inside, rules));
return 0;

static async Fiber Serve((UserNetwork Inside, List<ForwardRule> Rules) at)
{
    Forwarder forwarder = new(new KernelNetwork());
    List<FiberHandle> running = [];
    foreach (ForwardRule rule in at.Rules)
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
