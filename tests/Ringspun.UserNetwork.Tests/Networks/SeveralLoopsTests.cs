using System.Net;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Networks;

/// <summary>A network on several loops. The link in memory knows no flows: nearly every packet comes to another loop than its connection's.</summary>
public sealed class SeveralLoopsTests
{
    private const int Loops = 3;
    private const int Connections = 40;

    [Theory, InlineData("epoll"), InlineData("io_uring")]
    public async Task Packets_find_their_loops(string driver)
    {
        (MemoryLink one, MemoryLink other) = MemoryLink.CreatePair(capacity: 100_000);
        using var client = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64") with { Loops = Loops }, one);
        using var server = new UserNetwork(TwoNetworks.Options("10.0.0.2/24", "fd00::2/64") with { Loops = Loops }, other);
        using Runtime servers = LoopThread.StartLoops(Loops, () => TwoNetworks.Driver(driver));
        using Runtime clients = LoopThread.StartLoops(Loops, () => TwoNetworks.Driver(driver));
        using IBinding binding = server.Bind(new IPEndPoint(TwoNetworks.ServerAddress, 0));
        var served = new int[Loops];
        var listening = new Task[Loops];
        for (int i = 0; i < Loops; i++)
        {
            listening[i] = OnLoop.Run(servers.Loops[i], loop => Listen(binding, loop, served, servers));
        }

        await Task.WhenAll(listening);
        await Task.WhenAll(clients.Loops.Select(loop => OnLoop.Run(loop, _ => ConnectMany(client, binding.LocalEndPoint))));
        Assert.Equal(Loops * Connections, served.Sum());
        Assert.All(served, count => Assert.NotEqual(0, count));
    }

    [Fact]
    public async Task No_more_loops_join_than_the_network_was_made_for()
    {
        using var network = new UserNetwork(TwoNetworks.Options("10.0.0.1/24", "fd00::1/64"));
        using var runtime = new Runtime(2, static () => EpollAioDriver.Create());
        using IBinding binding = network.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await OnLoop.Run(runtime.Loops[0], loop => ListenOnce(binding, loop));
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => OnLoop.Run(runtime.Loops[1], loop => ListenOnce(binding, loop)));
        Assert.Contains("1 loops", refused.Message, StringComparison.Ordinal);
    }

    private static async Fiber ListenOnce(IBinding binding, EventLoop loop)
    {
        binding.Listen(loop).Dispose();
        await Fiber.Yield();
    }

    private static async Fiber Listen(IBinding binding, EventLoop loop, int[] served, Runtime servers)
    {
        int index = servers.Loops.ToList().IndexOf(loop);
        IListener listener = binding.Listen(loop);
        loop.SpawnDetached(
            static async work =>
            {
                while (true)
                {
                    IConnection connection = await work.listener.AcceptAsync();
                    work.served[work.index]++;
                    work.loop.SpawnDetached(Echo, connection);
                }
            },
            (listener, loop, served, index));
        await Fiber.Yield();
    }

    private static async Fiber Echo(IConnection connection)
    {
        using (connection)
        {
            while (true)
            {
                using Chunk chunk = await connection.LeaseAsync();
                if (chunk.IsEmpty)
                {
                    return;
                }

                await connection.SendAsync(chunk);
            }
        }
    }

    private static async Fiber ConnectMany(UserNetwork network, EndPoint server)
    {
        for (int i = 0; i < Connections; i++)
        {
            using IConnection connection = await network.ConnectAsync(server);
            FiberHandle<byte[]> sent = EventLoop.Current!.Spawn(static state => Transfer.Send(state.connection, state.i, 30_000), (connection, i));
            byte[] echoed = await Transfer.Receive(connection);
            Assert.Equal(await sent, echoed);
        }
    }
}
