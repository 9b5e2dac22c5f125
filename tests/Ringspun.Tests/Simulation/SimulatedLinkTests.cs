using System.Net;

namespace Ringspun.Tests.Simulation;

public sealed class SimulatedLinkTests
{
    private static readonly IPAddress One = IPAddress.Parse("10.0.0.1");
    private static readonly IPAddress Two = IPAddress.Parse("10.0.0.2");
    private static readonly IPEndPoint Server = new(Two, 80);

    [Fact]
    public void Bandwidth_spreads_a_stream_over_time() => Run(static async (loop, network) =>
    {
        network.SetLink(One, Two, new SimulatedLink { Latency = TimeSpan.FromMilliseconds(1), BytesPerSecond = 1_000_000 });
        (IConnection client, IConnection server) = await Connect(loop, network);
        using (client)
        using (server)
        {
            long begin = loop.ReadClock();
            await client.SendAsync(new byte[50_000]);
            _ = await server.ReceiveExactly(50_000);

            // 50 ms for the line and 1 ms for the way.
            Assert.InRange(loop.ReadClock() - begin, 51_000_000, 51_010_000);
        }
    });

    [Fact]
    public void An_unreachable_host_times_out() => Run(static async (loop, network) =>
    {
        SimulatedHost client = network.AddHost(One);
        using IBinding binding = network.AddHost(Two).Bind(Server);
        using IListener listener = binding.Listen(loop);
        network.SetLink(One, Two, new SimulatedLink { IsUp = false });
        long begin = loop.ReadClock();
        await Expect.Fails(client.ConnectAsync(Server), Errno.ETIMEDOUT);

        // 1 + 2 + 4 + 8 + 16 + 32 + 64 seconds, as the kernel's defaults have it.
        Assert.InRange(loop.ReadClock() - begin, 127_000_000_000, 127_100_000_000);
    });

    [Fact]
    public void A_connect_gets_through_once_the_link_is_up_again() => Run(static async (loop, network) =>
    {
        SimulatedHost client = network.AddHost(One);
        using IBinding binding = network.AddHost(Two).Bind(Server);
        using IListener listener = binding.Listen(loop);
        network.SetLink(One, Two, new SimulatedLink { IsUp = false });
        IoOperation<IConnection> connect = client.ConnectAsync(Server);
        await Fiber.Sleep(TimeSpan.FromSeconds(5));
        network.SetLink(Two, One, new SimulatedLink());
        using IConnection connection = await connect;
        Assert.Equal(One, ((IPEndPoint)connection.LocalEndPoint!).Address);
    });

    [Fact]
    public void What_a_cut_link_holds_up_arrives_afterwards_in_order() => Run(static async (loop, network) =>
    {
        (IConnection client, IConnection server) = await Connect(loop, network);
        using (client)
        using (server)
        {
            byte[] data = Bytes.Random(5000, 1);
            network.SetLink(One, Two, new SimulatedLink { IsUp = false });
            await client.SendAsync(data);
            client.ShutdownSend();
            server.ReceiveDeadline = loop.ReadClock() + 10_000_000_000;
            await Expect.Fails(server.ReceiveAsync(new byte[1]), Errno.ETIMEDOUT);
            server.ReceiveDeadline = long.MaxValue;
            network.SetLink(One, Two, new SimulatedLink());
            Assert.Equal(data, await server.ReceiveToEnd());
        }
    });

    [Fact]
    public void Hosts_have_their_own_ports_and_loopback() => Run(static async (loop, network) =>
    {
        SimulatedHost one = network.AddHost(One);
        SimulatedHost two = network.AddHost(Two);
        Assert.Equal(One, Assert.Single(one.Addresses));
        Assert.Equal(Errno.EADDRNOTAVAIL, Assert.Throws<LinuxException>(() => one.Bind(Server)).Errno);
        Assert.Throws<ArgumentException>(() => network.AddHost(One));
        var loopback = new IPEndPoint(IPAddress.Loopback, 80);
        using IBinding first = one.Bind(new IPEndPoint(IPAddress.Any, 80));
        using IListener firstListener = first.Listen(loop);
        using IBinding second = two.Bind(loopback);
        using IListener secondListener = second.Listen(loop);

        // The second host listens on its loopback only.
        await Expect.Fails(one.ConnectAsync(Server), Errno.ECONNREFUSED);
        await Expect.Fails(network.ConnectAsync(loopback), Errno.ECONNREFUSED);
        using IConnection inside = await two.ConnectAsync(loopback);
        using IConnection insideServer = await secondListener.AcceptAsync();
        using IConnection across = await two.ConnectAsync(new IPEndPoint(One, 80));
        using IConnection acrossServer = await firstListener.AcceptAsync();
        Assert.Equal(across.LocalEndPoint, acrossServer.RemoteEndPoint);
        Assert.Equal(Two, ((IPEndPoint)across.LocalEndPoint!).Address);
    });

    private static async Fiber<(IConnection Client, IConnection Server)> Connect(EventLoop loop, SimulatedNetwork network)
    {
        using IBinding binding = network.AddHost(Two).Bind(Server);
        using IListener listener = binding.Listen(loop);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        IConnection client = await network.AddHost(One).ConnectAsync(Server);
        return (client, await accept);
    }

    private static void Run(Func<EventLoop, SimulatedNetwork, Fiber> body) => LoopThread.RunFiber(async loop =>
        await body(loop, new SimulatedNetwork((SimulatedDriver)loop.Driver)));
}
