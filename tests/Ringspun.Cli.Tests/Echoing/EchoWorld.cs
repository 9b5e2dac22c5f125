using System.Net;
using System.Runtime.ExceptionServices;
using Microsoft.Extensions.Logging.Abstractions;
using Ringspun.Cli.Echoing;
using Ringspun.Cli.Tests.Load;
using Ringspun.Linux;
using Ringspun.Simulation;

namespace Ringspun.Cli.Tests.Echoing;

/// <summary>An echo server on one driver's loop, with its network.</summary>
internal sealed class EchoWorld
{
    public const string Simulated = "simulated";

    /// <summary>A test that takes longer hangs; the simulation finds that out by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly INetwork _network;
    private readonly EndPoint _address;

    private EchoWorld(INetwork network, EchoOptions options)
    {
        _network = network;
        Loop = EventLoop.Current!;
        Server = new EchoLoop(options, NullLogger.Instance);
        using IBinding binding = network.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        IListener listener = binding.Listen(Loop);
        _address = listener.LocalEndPoint;
        Server.Accept(listener);
    }

    public static TheoryData<string> Drivers => [Simulated, "io_uring", "epoll"];

    public static EchoOptions Bytes { get; } = new(false, 64 * 1024, TimeSpan.FromMinutes(10), 1000);

    public static EchoOptions Lines { get; } = Bytes with { Lines = true };

    public EventLoop Loop { get; }

    public EchoLoop Server { get; }

    /// <summary>Receive buffers that somebody holds; in the simulation only.</summary>
    public long LeasedChunks => ((SimulatedNetwork)_network).LeasedChunks;

    /// <summary>Runs a fiber beside an echo server, on the driver of that name; afterwards the server drains.</summary>
    public static void Run(string driver, EchoOptions options, Func<EchoWorld, Fiber> body, SimulatedNetworkOptions? network = null, int? seed = null) =>
        RunOnThread(() =>
        {
            if (driver == Simulated)
            {
                SimulatedDriver simulation = new(seed ?? Seeds.Next());
                RunOn(simulation, new SimulatedNetwork(simulation, network), options, body);
            }
            else
            {
                RunOn(driver == "epoll" ? EpollAioDriver.Create() : IoUringDriver.Create(), new KernelNetwork(), options, body);
            }
        });

    public IoOperation<IConnection> ConnectAsync() => _network.ConnectAsync(_address);

    /// <summary>Sends, ends the stream, and returns all that comes back.</summary>
    public async Fiber<byte[]> ExchangeAsync(byte[] sent, Func<int>? piece = null)
    {
        using IConnection client = await ConnectAsync();
        FiberHandle sending = Loop.Spawn(static x => SendAsync(x.client, x.sent, x.piece), (client, sent, piece: piece ?? (() => int.MaxValue)));
        byte[] received = await ReceiveToEndAsync(client);
        await sending;
        return received;
    }

    public static async Fiber<byte[]> ReceiveToEndAsync(IConnection client)
    {
        using MemoryStream received = new();
        byte[] buffer = new byte[32 * 1024];
        int count;
        while ((count = await client.ReceiveAsync(buffer)) > 0)
        {
            received.Write(buffer, 0, count);
        }

        return received.ToArray();
    }

    public static async Fiber<byte[]> ReceiveExactlyAsync(IConnection client, int count)
    {
        byte[] bytes = new byte[count];
        int received = 0;
        while (received < count)
        {
            int more = await client.ReceiveAsync(bytes.AsMemory(received));
            Assert.True(more > 0, $"The stream ended after {received} of {count} bytes.");
            received += more;
        }

        return bytes;
    }

    /// <summary>Lets the loop run until a condition holds that will hold soon.</summary>
    public static async Fiber Until(Func<bool> condition)
    {
        while (!condition())
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }
    }

    private static async Fiber SendAsync(IConnection client, byte[] bytes, Func<int> piece)
    {
        try
        {
            for (int at = 0; at < bytes.Length;)
            {
                int count = Math.Min(bytes.Length - at, piece());
                _ = await client.SendAsync(bytes.AsMemory(at, count));
                at += count;
            }

            client.ShutdownSend();
        }
        catch (LinuxException)
        {
            // The server has refused the rest.
        }
    }

    private static void RunOn(IDriver driver, INetwork network, EchoOptions options, Func<EchoWorld, Fiber> body)
    {
        using EventLoop loop = new(driver);
        using Timer watchdog = new(static loop => ((EventLoop)loop!).Stop(), loop, Patience, Timeout.InfiniteTimeSpan);
        loop.RunUntil(
            static async x =>
            {
                EchoWorld world = new(x.network, x.options);
                await x.body(world);
                if (!world.Server.IsDraining)
                {
                    await world.Server.DrainAsync(TimeSpan.FromSeconds(10));
                }

                Assert.Equal(0, world.Server.Active);
                if (x.network is SimulatedNetwork simulated)
                {
                    Assert.Equal(0, simulated.LeasedChunks);
                }
            },
            (network, options, body));
    }

    /// <summary>On a thread as a server has it: the test framework keeps its state in the execution context, which every fiber would carry along.</summary>
    private static void RunOnThread(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                work();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.UnsafeStart();
        thread.Join();

        // A user's rings, those of all tests that run at this moment, share one limit.
        Assert.SkipWhen(
            failure?.SourceException is LinuxException { Errno: Errno.ENOMEM } refused && refused.Message.Contains("RLIMIT_MEMLOCK", StringComparison.Ordinal),
            failure?.SourceException.Message ?? "");
        failure?.Throw();
    }
}
