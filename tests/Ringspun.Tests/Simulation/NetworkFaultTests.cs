using System.Net;

namespace Ringspun.Tests.Simulation;

public sealed class NetworkFaultTests
{
    private static readonly IPEndPoint Address = new(IPAddress.Parse("10.1.2.3"), 80);

    [Fact]
    public void Operations_fail_on_order()
    {
        var calls = new List<SimulatedNetworkCall>();
        Run(
            call =>
            {
                calls.Add(call);
                return call switch
                {
                    { Kind: SimulatedNetworkCallKind.Connect, Number: 2 } => new SimulatedNetworkFault { Error = Errno.EHOSTUNREACH },
                    { Kind: SimulatedNetworkCallKind.Send, Number: 1 } => new SimulatedNetworkFault { Error = Errno.ENOBUFS },
                    { Kind: SimulatedNetworkCallKind.Receive, Number: 2 } => new SimulatedNetworkFault { Error = Errno.ENOMEM },
                    _ => default,
                };
            },
            static async (loop, network) =>
            {
                (IConnection client, IConnection server) = await Connect(loop, network);
                using (client)
                using (server)
                {
                    await Expect.Fails(network.ConnectAsync(Address), Errno.EHOSTUNREACH);
                    await Expect.Fails(client.SendAsync("lost"u8.ToArray()), Errno.ENOBUFS);
                    await client.SendAsync("kept"u8.ToArray());
                    var buffer = new byte[4];
                    int first = await server.ReceiveAsync(buffer);
                    await Expect.Fails(server.ReceiveAsync(buffer), Errno.ENOMEM);
                    Assert.Equal("kept"u8[first..].ToArray(), await server.ReceiveExactly(4 - first));
                }
            });
        SimulatedNetworkCall send = calls.Find(call => call.Kind == SimulatedNetworkCallKind.Send);
        Assert.Equal(Address, send.Remote);
        Assert.Equal(4, send.Length);
        Assert.All(calls, call => Assert.InRange(call.Chance, 0, 1));
        Assert.Contains(calls, call => call.Kind == SimulatedNetworkCallKind.Accept);
        Assert.Contains(calls, call => call.Kind == SimulatedNetworkCallKind.Piece && call.Remote!.Equals(Address));
    }

    [Fact]
    public void Operations_fail_with_a_probability() => Run(
        static call => call is { Kind: SimulatedNetworkCallKind.Send, Chance: < 0.25 } ? new SimulatedNetworkFault { Error = Errno.ENOBUFS } : default,
        static async (loop, network) =>
        {
            (IConnection client, IConnection server) = await Connect(loop, network);
            using (client)
            using (server)
            {
                int failures = 0;
                for (int i = 0; i < 1000; i++)
                {
                    try
                    {
                        await client.SendAsync(new byte[1]);
                    }
                    catch (LinuxException)
                    {
                        failures++;
                    }
                }

                Assert.InRange(failures, 150, 350);
            }
        });

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(50)]
    public void A_stream_is_reset_at_any_point(int piece) => Run(
        call => new SimulatedNetworkFault { Resets = call.Kind == SimulatedNetworkCallKind.Piece && call.Number == piece },
        static async (loop, network) =>
        {
            (IConnection client, IConnection server) = await Connect(loop, network);
            using (client)
            using (server)
            {
                byte[] data = Bytes.Random(10_000, 1);
                FiberHandle sending = loop.Spawn(
                    static async x =>
                    {
                        await Expect.Fails(x.client.SendAsync(x.data), Errno.ECONNRESET);
                        await Expect.Fails(x.client.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
                    },
                    (client, data));
                var received = new List<byte>();
                var buffer = new byte[100];
                LinuxException? end = null;
                while (end is null)
                {
                    try
                    {
                        received.AddRange(buffer.AsSpan(0, await server.ReceiveAsync(buffer)));
                    }
                    catch (LinuxException exception)
                    {
                        end = exception;
                    }
                }

                Assert.Equal(Errno.ECONNRESET, end.Errno);
                Assert.Equal(data.AsSpan(0, received.Count).ToArray(), received.ToArray());
                await sending;
            }
        },
        new SimulatedNetworkOptions { LargestPiece = 100, BufferCapacity = 500 });

    [Fact]
    public void A_piece_that_is_late_holds_up_those_behind_it() => Run(
        static call => call is { Kind: SimulatedNetworkCallKind.Piece, Number: 1 } ? new SimulatedNetworkFault { Delay = TimeSpan.FromSeconds(3) } : default,
        static async (loop, network) =>
        {
            (IConnection client, IConnection server) = await Connect(loop, network);
            using (client)
            using (server)
            {
                long begin = loop.ReadClock();
                await client.SendAsync("ab"u8.ToArray());
                Assert.Equal("ab"u8.ToArray(), await server.ReceiveExactly(2));
                Assert.InRange(loop.ReadClock() - begin, 3_000_000_000, 3_001_000_000);
            }
        },
        new SimulatedNetworkOptions { LargestPiece = 1 });

    [Fact]
    public void A_listener_pauses_when_descriptors_are_short() => Run(
        null,
        static async (loop, network) =>
        {
            var driver = (SimulatedDriver)loop.Driver;
            using IBinding binding = network.Bind(Address);
            using IListener listener = binding.Listen(loop);
            IConnection client = await network.ConnectAsync(Address);
            IConnection second = await network.ConnectAsync(Address);
            Assert.Equal(3, driver.OpenDescriptors);
            await Expect.Fails(network.ConnectAsync(Address), Errno.EMFILE);
            IoOperation<IConnection> accept = listener.AcceptAsync();
            await Fiber.Sleep(TimeSpan.FromSeconds(1));
            Assert.False(accept.IsCompleted);
            second.Dispose();
            using IConnection accepted = await accept;
            client.Dispose();
            Assert.Equal(2, driver.OpenDescriptors);
        },
        driverOptions: new SimulatedDriverOptions { DescriptorLimit = 3 });

    [Fact]
    public void A_listener_passes_over_what_was_aborted_and_goes_on_after_a_pause() => Run(
        static call => call.Kind != SimulatedNetworkCallKind.Accept ? default
            : call.Number == 1 ? new SimulatedNetworkFault { Error = Errno.ENFILE }
            : call.Number == 2 ? new SimulatedNetworkFault { Error = Errno.ECONNABORTED }
            : default,
        static async (loop, network) =>
        {
            using IBinding binding = network.Bind(Address);
            using IListener listener = binding.Listen(loop);
            using IConnection first = await network.ConnectAsync(Address);
            using IConnection second = await network.ConnectAsync(Address);
            long begin = loop.ReadClock();
            using IConnection accepted = await listener.AcceptAsync();
            Assert.Equal(100_000_000, loop.ReadClock() - begin);
            Assert.Equal(second.LocalEndPoint, accepted.RemoteEndPoint);
            await Expect.Fails(first.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
        });

    private static async Fiber<(IConnection Client, IConnection Server)> Connect(EventLoop loop, SimulatedNetwork network)
    {
        using IBinding binding = network.Bind(Address);
        using IListener listener = binding.Listen(loop);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        IConnection client = await network.ConnectAsync(Address);
        return (client, await accept);
    }

    private static void Run(
        Func<SimulatedNetworkCall, SimulatedNetworkFault>? faults,
        Func<EventLoop, SimulatedNetwork, Fiber> body,
        SimulatedNetworkOptions? options = null,
        SimulatedDriverOptions? driverOptions = null) => LoopThread.Run(() =>
    {
        var driver = new SimulatedDriver(Seeds.Next(), driverOptions);
        var network = new SimulatedNetwork(driver, (options ?? new SimulatedNetworkOptions()) with { Faults = faults });
        using var loop = new EventLoop(driver);
        loop.RunUntil(() => body(loop, network));
        Assert.Equal(0, driver.OpenDescriptors);
    });
}
