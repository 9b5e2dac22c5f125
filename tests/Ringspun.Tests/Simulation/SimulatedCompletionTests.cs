using System.Net;

namespace Ringspun.Tests.Simulation;

/// <summary>Completions that come later than what they tell of.</summary>
public sealed class SimulatedCompletionTests
{
    private static readonly IPEndPoint Address = new(IPAddress.Loopback, 80);

    [Fact]
    public void Completions_overtake_each_other() => Run(
        LatencyDistribution.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(10)),
        static async (loop, client, server) =>
        {
            await client.SendAsync(new byte[100]);
            await Fiber.Sleep(TimeSpan.FromSeconds(1));
            var orders = new HashSet<string>();
            for (int i = 0; i < 50; i++)
            {
                string order = "";
                FiberHandle receiving = loop.Spawn(
                    async server =>
                    {
                        await server.ReceiveAsync(new byte[1]);
                        order += "receive ";
                    },
                    server);
                await server.SendAsync(new byte[1]);
                order += "send ";
                await receiving;
                orders.Add(order);
            }

            Assert.Equal(["receive send ", "send receive "], orders.Order());
        });

    [Fact]
    public void What_is_decided_is_too_late_to_cancel() => Run(
        TimeSpan.FromMilliseconds(10),
        static async (loop, client, server) =>
        {
            await client.SendAsync("x"u8.ToArray());
            await Fiber.Sleep(TimeSpan.FromSeconds(1));
            using var cancel = new CancellationTokenSource();
            IoOperation<Chunk> lease = server.LeaseAsync(cancel.Token);
            Assert.False(lease.IsCompleted);
            cancel.Cancel();
            using Chunk chunk = await lease;
            Assert.Equal("x"u8.ToArray(), chunk.Span.ToArray());

            IoOperation<int> receive = server.ReceiveAsync(new byte[1], cancel.Token);
            long begin = loop.ReadClock();
            await Expect.Canceled(receive);
            Assert.Equal(10_000_000, loop.ReadClock() - begin);
        });

    private static void Run(LatencyDistribution completions, Func<EventLoop, IConnection, IConnection, Fiber> body) => LoopThread.RunFiber(
        async loop =>
        {
            var network = new SimulatedNetwork((SimulatedDriver)loop.Driver);
            using IBinding binding = network.Bind(Address);
            using IListener listener = binding.Listen(loop);
            IoOperation<IConnection> accept = listener.AcceptAsync();
            using IConnection client = await network.ConnectAsync(Address);
            using IConnection server = await accept;
            await body(loop, client, server);
        },
        new SimulatedDriverOptions { CompletionLatency = completions });
}
