using System.Net;

namespace Ringspun.Tests.Simulation;

public sealed class SimulatedTraceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_same_seed_gives_the_same_trace(int loops)
    {
        int seed = Seeds.Next();
        (ulong Hash, long Clock, IReadOnlyList<string> Lines) first = Execute(seed, loops);
        (ulong Hash, long Clock, IReadOnlyList<string> Lines) second = Execute(seed, loops);
        Assert.Equal(first.Lines, second.Lines);
        Assert.Equal(first.Hash, second.Hash);
        Assert.Equal(first.Clock, second.Clock);
        Assert.NotEqual(first.Hash, Execute(unchecked(seed + 1), loops).Hash);
    }

    [Fact]
    public void The_trace_tells_what_happened_last() => LoopThread.RunFiber(
        static async loop =>
        {
            var driver = (SimulatedDriver)loop.Driver;
            ulong before = driver.TraceHash;
            for (int i = 0; i < 10; i++)
            {
                await Fiber.Sleep(TimeSpan.FromMicroseconds(1.5));
            }

            Assert.NotEqual(before, driver.TraceHash);
            Assert.Equal(3, driver.RecentTrace.Count);
            Assert.Contains("timer", driver.RecentTrace[1], StringComparison.Ordinal);
            Assert.Contains("15.000 µs", driver.RecentTrace[1], StringComparison.Ordinal);
            Assert.Contains("resume", driver.RecentTrace[2], StringComparison.Ordinal);
        },
        new SimulatedDriverOptions { TraceLines = 3 });

    [Fact]
    public void A_simulation_that_never_ends_is_stopped() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver(7, new SimulatedDriverOptions { EventLimit = 10_000 }));
        var exception = Assert.Throws<InvalidOperationException>(() => loop.RunUntil(static async () =>
        {
            while (true)
            {
                await Fiber.Sleep(TimeSpan.FromSeconds(1));
            }
        }));
        Assert.Contains("seed 7", exception.Message, StringComparison.Ordinal);
    });

    /// <summary>A server and many clients, each with its sleeps and a cancellation.</summary>
    private static (ulong Hash, long Clock, IReadOnlyList<string> Lines) Execute(int seed, int loops)
    {
        (ulong Hash, long Clock, IReadOnlyList<string> Lines) result = default;
        LoopThread.Run(() =>
        {
            using var world = new SimulatedWorld(loops, seed, new SimulatedDriverOptions { TraceLines = 100_000 });
            var network = new SimulatedNetwork(world);
            world.RunUntil(async () =>
            {
                var address = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80);
                using IBinding binding = network.Bind(address);
                using IListener listener = binding.Listen(EventLoop.Current!);
                var fibers = new List<FiberHandle>();
                for (int i = 0; i < 100; i++)
                {
                    fibers.Add(world.Loops[i % loops].Spawn(static x => Call(x.network, x.address), (network, address)));
                    IConnection connection = await listener.AcceptAsync();
                    fibers.Add(EventLoop.Current!.Spawn(Echo, connection));
                }

                foreach (FiberHandle fiber in fibers)
                {
                    await fiber;
                }
            });
            result = (world.TraceHash, world.ReadClock(), world.RecentTrace);
        });
        return result;
    }

    private static async Fiber Call(SimulatedNetwork network, IPEndPoint address)
    {
        using IConnection connection = await network.ConnectAsync(address);
        using var cancel = new CancellationTokenSource();
        IoOperation<int> receive = connection.ReceiveAsync(new byte[100], cancel.Token);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(3));
        cancel.Cancel();
        await Expect.Canceled(receive);
        await connection.SendAsync(Bytes.Random(5000, 1));
        connection.ShutdownSend();
        Assert.Equal(5000, (await connection.ReceiveToEnd()).Length);
    }

    private static async Fiber Echo(IConnection connection)
    {
        using (connection)
        {
            byte[] received = await connection.ReceiveToEnd();
            await connection.SendAsync(received);
            connection.ShutdownSend();
            await connection.ReceiveToEnd();
        }
    }
}
