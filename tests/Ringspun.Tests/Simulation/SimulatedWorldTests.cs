using System.Net;

namespace Ringspun.Tests.Simulation;

public sealed class SimulatedWorldTests
{
    [Fact]
    public void Fibers_run_on_the_loop_they_were_spawned_on() => Run(3, static async world =>
    {
        foreach (EventLoop loop in world.Loops)
        {
            await loop.Spawn(
                static async loop =>
                {
                    Assert.Same(loop, EventLoop.Current);
                    await Fiber.Yield();
                    Assert.Same(loop, EventLoop.Current);
                    await Fiber.Sleep(TimeSpan.FromSeconds(1));
                    Assert.Same(loop, EventLoop.Current);
                    await Task.Yield();
                    Assert.Same(loop, EventLoop.Current);
                },
                loop);
            Assert.Same(world.Loops[0], EventLoop.Current);
        }
    });

    [Fact]
    public void Loops_share_one_clock_which_stands_while_any_has_work() => Run(2, static async world =>
    {
        EventLoop other = world.Loops[1];
        long begin = world.ReadClock();
        bool slept = false;
        FiberHandle sleeping = other.Spawn(
            async _ =>
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
                slept = true;
            },
            0);
        for (int i = 0; i < 10_000; i++)
        {
            await Fiber.Yield();
        }

        Assert.False(slept);
        Assert.Equal(begin, world.ReadClock());
        await sleeping;
        Assert.Equal(begin + 1_000_000, world.ReadClock());
        Assert.Equal(other.ReadClock(), EventLoop.Current!.ReadClock());
    });

    [Fact]
    public void Connections_lead_from_one_loop_to_another() => Run(2, static async world =>
    {
        var network = new SimulatedNetwork(world);
        var address = new IPEndPoint(IPAddress.Loopback, 80);
        FiberHandle client = world.Loops[1].Spawn(
            static async x =>
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
                using IConnection connection = await x.network.ConnectAsync(x.address);
                await connection.SendAsync(Bytes.Random(200_000, 2));
                connection.ShutdownSend();
                Assert.Equal(0, await connection.ReceiveAsync(new byte[1]));
            },
            (network, address));
        using IBinding binding = network.Bind(address);
        using IListener listener = binding.Listen(EventLoop.Current!);
        using (IConnection connection = await listener.AcceptAsync())
        {
            Assert.Equal(Bytes.Random(200_000, 2), await connection.ReceiveToEnd());
            Assert.Throws<InvalidOperationException>(() => new SimulatedNetwork(new SimulatedDriver()).ConnectAsync(address));
        }

        await client;
    });

    [Fact]
    public void The_seed_decides_which_loop_goes_first()
    {
        var orders = new HashSet<string>();
        for (int seed = 0; seed < 50; seed++)
        {
            string order = "";
            LoopThread.Run(() =>
            {
                using var world = new SimulatedWorld(3, seed);
                world.RunUntil(async () =>
                {
                    FiberHandle[] fibers = [.. world.Loops.Skip(1).Select((loop, i) => loop.Spawn(
                        async i =>
                        {
                            await Fiber.Yield();
                            order += i;
                        },
                        i))];
                    await fibers[0];
                    await fibers[1];
                });
            });
            orders.Add(order);
        }

        Assert.Equal(["01", "10"], orders.Order());
    }

    [Fact]
    public void Other_threads_may_take_part() => Run(2, static async world =>
    {
        int value = await Task.Run(static () => 5);
        Assert.Equal(5, value);
        Assert.Same(world.Loops[0], EventLoop.Current);
        await world.Loops[1].Spawn(
            static async loop =>
            {
                await Task.Run(static () => 5);
                Assert.Same(loop, EventLoop.Current);
            },
            world.Loops[1]);
    });

    [Fact]
    public void A_world_without_future_is_a_deadlock() => LoopThread.Run(static () =>
    {
        using var world = new SimulatedWorld(2, 1, new SimulatedDriverOptions { PatienceWithOtherThreads = TimeSpan.Zero });
        var never = new TaskCompletionSource();
        var exception = Assert.Throws<DeadlockException>(() => world.RunUntil(async () => await never.Task));
        Assert.Contains("Deadlock", exception.Message, StringComparison.Ordinal);
    });

    [Fact]
    public void A_world_has_its_thread_to_itself() => LoopThread.Run(static () =>
    {
        using (var world = new SimulatedWorld(2))
        {
            Assert.Null(EventLoop.Current);
            Assert.Throws<InvalidOperationException>(() => world.Loops[0].RunOnce(TimeSpan.Zero));
            Assert.Throws<InvalidDataException>(() => world.RunUntil(static async () =>
            {
                await Fiber.Yield();
                throw new InvalidDataException("on purpose");
            }));
            using (var loop = new EventLoop(new SimulatedDriver()))
            {
                Assert.Throws<InvalidOperationException>(() => world.RunUntil(static () => Fiber.Completed));
            }

            world.Dispose();
            Assert.Throws<ObjectDisposedException>(() => world.RunUntil(static () => Fiber.Completed));
        }

        Assert.Throws<ArgumentOutOfRangeException>(static () => new SimulatedWorld(0));
    });

    private static void Run(int loops, Func<SimulatedWorld, Fiber> body) => LoopThread.Run(() =>
    {
        using var world = new SimulatedWorld(loops, Seeds.Next());
        world.RunUntil(body, world);
    });
}
