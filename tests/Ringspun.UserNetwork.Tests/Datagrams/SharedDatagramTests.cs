using System.Net;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Datagrams;

/// <summary>Datagrams for several loops. The link in memory knows no flows: nearly every packet comes to another loop than its socket's.</summary>
public sealed class SharedDatagramTests
{
    private const int Loops = 3;
    private const int Clients = 20;
    private const int Exchanges = 10;

    [Theory, InlineData("epoll"), InlineData("io_uring")]
    public async Task A_peers_datagrams_come_to_one_loop_and_nobody_refuses_them(string driver)
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 100_000);
        using var client = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64") with { Loops = Loops }, one);
        using var server = new UserNetwork(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64") with { Loops = Loops }, other);
        using Runtime servers = LoopThread.StartLoops(Loops, () => TwoNetworks.Driver(driver));
        using Runtime clients = LoopThread.StartLoops(Loops, () => TwoNetworks.Driver(driver));
        using IDatagramBinding binding = server.BindDatagram(new IPEndPoint(IPAddress.Any, 0));
        for (byte i = 0; i < Loops; i++)
        {
            byte index = i;
            await OnLoop.Run(servers.Loops[i], loop => Answer(binding, loop, index));
        }

        var endPoint = new IPEndPoint(TwoNetworks.ServerAddress, ((IPEndPoint)binding.LocalEndPoint).Port);
        var answered = new int[Loops];
        await Task.WhenAll(clients.Loops.Select(loop => OnLoop.Run(loop, each => Ask(client, each, endPoint, answered))));
        Assert.Equal(Loops * Clients, answered.Sum());
        Assert.All(answered, static count => Assert.NotEqual(0, count));
        Assert.Equal(0, server.Statistics.Counters[nameof(Tcp.StackCounter.DatagramsForNobody)]);
        Assert.Equal(0, client.Statistics.Counters[nameof(Tcp.StackCounter.DatagramsForNobody)]);
        Assert.True(server.Statistics.HandedOver > 0);
    }

    [Theory, InlineData("epoll"), InlineData("io_uring")]
    public async Task A_refusal_reaches_the_loop_whose_datagram_it_is_about(string driver)
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 100_000);
        using var client = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64") with { Loops = Loops }, one);
        using var server = new UserNetwork(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64"), other);
        using Runtime servers = LoopThread.StartLoops(1, () => TwoNetworks.Driver(driver));
        using Runtime clients = LoopThread.StartLoops(Loops, () => TwoNetworks.Driver(driver));
        await OnLoop.Run(servers.Loops[0], loop => Join(server, loop));

        // All have joined before the first answer: a queue that is opened gets a share of them.
        foreach (EventLoop loop in clients.Loops)
        {
            await OnLoop.Run(loop, each => Join(client, each));
        }

        await Task.WhenAll(clients.Loops.Select(loop => OnLoop.Run(loop, each => BeRefused(client, each))));
        Assert.Equal(0, client.Statistics.Counters[nameof(Tcp.StackCounter.IcmpIgnored)]);
    }

    private static async Fiber Join(UserNetwork network, EventLoop loop)
    {
        network.Join(loop);
        await Fiber.Yield();
    }

    private static async Fiber Answer(IDatagramBinding binding, EventLoop loop, byte index)
    {
        loop.SpawnDetached(
            static async at =>
            {
                IDatagramSocket socket = at.binding.Open(at.loop);
                var buffer = new byte[100];
                while (true)
                {
                    Datagram datagram = await socket.ReceiveAsync(buffer);
                    buffer[0] = at.index;
                    await socket.SendToAsync(buffer.AsMemory(0, datagram.Length), datagram.Peer);
                }
            },
            (binding, loop, index));
        await Fiber.Yield();
    }

    private static async Fiber Ask(UserNetwork network, EventLoop loop, IPEndPoint server, int[] answered)
    {
        for (int i = 0; i < Clients; i++)
        {
            using IDatagramBinding own = network.BindDatagram(new IPEndPoint(IPAddress.Any, 0));
            using IDatagramSocket socket = own.Open(loop);
            socket.Connect(server);
            var buffer = new byte[50];
            int answeredBy = -1;
            for (int exchange = 0; exchange < Exchanges; exchange++)
            {
                await socket.SendAsync(buffer);
                Assert.Equal(buffer.Length, (await socket.ReceiveAsync(buffer)).Length);
                Assert.True(answeredBy < 0 || answeredBy == buffer[0]);
                answeredBy = buffer[0];
            }

            Interlocked.Increment(ref answered[answeredBy]);
        }
    }

    private static async Fiber BeRefused(UserNetwork network, EventLoop loop)
    {
        for (int i = 0; i < Exchanges; i++)
        {
            using IDatagramBinding own = network.BindDatagram(new IPEndPoint(IPAddress.Any, 0));
            using IDatagramSocket socket = own.Open(loop);
            socket.Connect(new IPEndPoint(TwoNetworks.ServerAddress, 9));
            await socket.SendAsync(new byte[1]);
            await Expect.Fails(socket.ReceiveAsync(new byte[1]), Errno.ECONNREFUSED);
        }
    }
}
