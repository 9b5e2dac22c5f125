using System.Net;

namespace Ringspun.Tests.Simulation;

public sealed class SimulatedNetworkTests
{
    private static readonly IPEndPoint Address = new(IPAddress.Parse("10.1.2.3"), 80);

    [Fact]
    public void Latency_is_exact_in_virtual_time() => Run(
        new SimulatedNetworkOptions { Link = new SimulatedLink { Latency = TimeSpan.FromMilliseconds(10) } },
        static async (loop, network) =>
        {
            long begin = loop.ReadClock();
            (IConnection client, IConnection server) = await Connect(loop, network);
            Assert.Equal(20_000_000, loop.ReadClock() - begin);
            using (client)
            using (server)
            {
                await client.SendAsync("x"u8.ToArray());
                Assert.Equal(20_000_000, loop.ReadClock() - begin);
                Assert.Equal(1, await server.ReceiveAsync(new byte[1]));
                Assert.Equal(30_000_000, loop.ReadClock() - begin);
            }
        });

    [Fact]
    public void Deadlines_are_exact_in_virtual_time() => Run(null, static async (loop, network) =>
    {
        (IConnection client, IConnection server) = await Connect(loop, network);
        using (client)
        using (server)
        {
            long begin = loop.ReadClock();
            server.ReceiveDeadline = begin + 12_345_678_901;
            await Expect.Fails(server.ReceiveAsync(new byte[1]), Errno.ETIMEDOUT);
            Assert.Equal(12_345_678_901, loop.ReadClock() - begin);
        }
    });

    [Fact]
    public void A_stall_counts_from_the_last_progress() => Run(
        new SimulatedNetworkOptions { BufferCapacity = 1000, LargestPiece = 1000, Link = new SimulatedLink { Latency = TimeSpan.Zero } },
        static async (loop, network) =>
        {
            (IConnection client, IConnection server) = await Connect(loop, network);
            using (client)
            using (server)
            {
                client.SendStallTimeout = TimeSpan.FromSeconds(10);
                long begin = loop.ReadClock();
                IoOperation<int> send = client.SendAsync(new byte[100_000]);
                Assert.False(send.IsCompleted);
                for (int i = 0; i < 5; i++)
                {
                    await Fiber.Sleep(TimeSpan.FromSeconds(9));
                    Assert.NotEqual(0, await server.ReceiveAsync(new byte[1000]));
                }

                await Expect.Fails(send, Errno.ETIMEDOUT);
                Assert.Equal(55_000_000_000, loop.ReadClock() - begin);
            }
        });

    [Fact]
    public void Receives_are_split_at_random_boundaries() => Run(
        new SimulatedNetworkOptions { LargestPiece = 7 },
        static async (loop, network) =>
        {
            (IConnection client, IConnection server) = await Connect(loop, network);
            using (client)
            using (server)
            {
                await client.SendAsync(new byte[10_000]);
                client.ShutdownSend();
                var sizes = new HashSet<int>();
                int count;
                int total = 0;
                while ((count = await server.ReceiveAsync(new byte[100])) > 0)
                {
                    total += count;
                    sizes.Add(count);
                }

                Assert.Equal(10_000, total);
                Assert.Equal(Enumerable.Range(1, 7), sizes.Order());
            }
        });

    [Fact]
    public void The_same_seed_gives_the_same_run()
    {
        int seed = Seeds.Next();
        Assert.Equal(Trace(seed), Trace(seed));

        static List<string> Trace(int seed)
        {
            var trace = new List<string>();
            LoopThread.Run(() =>
            {
                var driver = new SimulatedDriver(seed);
                var network = new SimulatedNetwork(driver);
                using var loop = new EventLoop(driver);
                loop.RunUntil(async () =>
                {
                    (IConnection client, IConnection server) = await Connect(loop, network);
                    using (client)
                    using (server)
                    {
                        FiberHandle sending = loop.Spawn(
                            static async client =>
                            {
                                await client.SendAsync(new byte[500_000]);
                                client.ShutdownSend();
                            },
                            client);
                        int count;
                        while ((count = await server.ReceiveAsync(new byte[5000])) > 0)
                        {
                            trace.Add($"{loop.ReadClock()}: {count}");
                        }

                        await sending;
                    }
                });
            });
            return trace;
        }
    }

    [Fact]
    public void A_full_queue_makes_clients_wait() => Run(null, static async (loop, network) =>
    {
        using IBinding binding = network.Bind(Address, new ListenOptions { Backlog = 2 });
        using IListener listener = binding.Listen(loop);
        long begin = loop.ReadClock();
        using IConnection first = await network.ConnectAsync(Address);
        using IConnection second = await network.ConnectAsync(Address);
        IoOperation<IConnection> third = network.ConnectAsync(Address);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(500));
        Assert.False(third.IsCompleted);
        using IConnection accepted = await listener.AcceptAsync();
        using IConnection late = await third;
        Assert.True(loop.ReadClock() - begin >= 1_000_000_000);
        await Expect.Fails(network.ConnectAsync(Address), Errno.ETIMEDOUT);
    });

    [Fact]
    public void Any_address_takes_its_port_on_all_of_them() => Run(null, static async (loop, network) =>
    {
        using IBinding any = network.Bind(new IPEndPoint(IPAddress.Any, 80));
        Assert.Equal(Errno.EADDRINUSE, Assert.Throws<LinuxException>(() => network.Bind(Address)).Errno);
        using IListener listener = any.Listen(loop);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        using IConnection client = await network.ConnectAsync(Address);
        using IConnection server = await accept;
        Assert.Equal(Address, server.LocalEndPoint);
        await Expect.Fails(network.ConnectAsync(new IPEndPoint(Address.Address, 81)), Errno.ECONNREFUSED);
    });

    [Fact]
    public void Closing_a_listener_resets_who_waits_for_it() => Run(null, static async (loop, network) =>
    {
        using IBinding binding = network.Bind(Address);
        IListener listener = binding.Listen(loop);
        using IConnection client = await network.ConnectAsync(Address);
        listener.Dispose();
        await Expect.Fails(client.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
    });

    [Fact]
    public void A_cancelled_connect_resets_the_other_end() => Run(null, static async (loop, network) =>
    {
        using IBinding binding = network.Bind(Address);
        using IListener listener = binding.Listen(loop);
        using var cancel = new CancellationTokenSource();
        FiberHandle accepting = loop.Spawn(
            static async x =>
            {
                using IConnection server = await x.listener.AcceptAsync();
                x.cancel.Cancel();
                await Expect.Fails(server.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
            },
            (listener, cancel));
        await Expect.Canceled(network.ConnectAsync(Address, cancel.Token));
        await accepting;
    });

    private static async Fiber<(IConnection Client, IConnection Server)> Connect(EventLoop loop, SimulatedNetwork network)
    {
        using IBinding binding = network.Bind(Address);
        using IListener listener = binding.Listen(loop);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        IConnection client = await network.ConnectAsync(Address);
        return (client, await accept);
    }

    private static void Run(SimulatedNetworkOptions? options, Func<EventLoop, SimulatedNetwork, Fiber> body) => LoopThread.Run(() =>
    {
        var driver = new SimulatedDriver(Seeds.Next());
        var network = new SimulatedNetwork(driver, options);
        using var loop = new EventLoop(driver);
        loop.RunUntil(() => body(loop, network));
    });
}
