using System.Net;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>Two networks on one loop, with a link in memory between them.</summary>
internal sealed class TwoNetworks : IDisposable
{
    public static readonly IPAddress ClientAddress = IPAddress.Parse("10.0.0.1");
    public static readonly IPAddress ServerAddress = IPAddress.Parse("10.0.0.2");
    public static readonly IPAddress ServerIpv6 = IPAddress.Parse("fd00::2");

    private TwoNetworks(EventLoop loop, (MemoryLink One, MemoryLink Other) links, TcpSettings tcp, Func<ILink, ILink> around)
    {
        Loop = loop;
        ServerLink = links.Other;
        Client = new UserNetwork(Options("10.0.0.1/24", "fd00::1/64", tcp), links.One);
        Server = new UserNetwork(Options("10.0.0.2/24", "fd00::2/64", tcp), around(links.Other));
    }

    /// <summary>The drivers, for theories.</summary>
    public static TheoryData<string> Drivers => ["epoll", "io_uring", "simulated"];

    public EventLoop Loop { get; }

    public UserNetwork Client { get; }

    public UserNetwork Server { get; }

    public MemoryLink ServerLink { get; }

    public static UserNetworkOptions Options(string ipv4, string ipv6, TcpSettings? tcp = null) => new()
    {
        Addresses = [IpPrefix.Parse(ipv4), IpPrefix.Parse(ipv6)],
        Tcp = tcp ?? TcpSettings.Default,
    };

    public static IDriver Driver(string name) => name switch
    {
        "epoll" => EpollAioDriver.Create(),
        "io_uring" => IoUringDriver.Create(),
        _ => new SimulatedDriver(Seeds.Next()),
    };

    public static void Run(
        string driver,
        Func<TwoNetworks, Fiber> body,
        Func<(MemoryLink One, MemoryLink Other)>? links = null,
        TcpSettings? tcp = null,
        Func<ILink, ILink>? around = null) =>
        LoopThread.Run(() =>
        {
            using var loop = new EventLoop(Driver(driver));
            using var networks = new TwoNetworks(loop, links?.Invoke() ?? MemoryLink.CreatePair(), tcp ?? TcpSettings.Default, around ?? (static link => link));
            loop.RunUntil(body, networks);
        });

    /// <summary>The server's listener on a free port.</summary>
    public IListener Listen(IPAddress? address = null)
    {
        using IBinding binding = Server.Bind(new IPEndPoint(address ?? ServerAddress, 0));
        return binding.Listen(Loop);
    }

    /// <summary>Both ends of a new connection across the link.</summary>
    public async Fiber<(IConnection Client, IConnection Server)> Connect(IPAddress? address = null)
    {
        using IListener listener = Listen(address);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        IConnection client = await Client.ConnectAsync(listener.LocalEndPoint);
        return (client, await accept);
    }

    public void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }
}
