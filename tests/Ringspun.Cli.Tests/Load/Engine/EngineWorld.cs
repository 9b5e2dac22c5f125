using System.Net;
using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Ringspun.Cli.Load;
using Ringspun.Cli.Load.Engine;
using Ringspun.Cli.Load.Requests;
using Ringspun.Cli.Load.Results;
using Ringspun.Cli.Load.Schedules;
using Ringspun.Cli.Logging;
using Ringspun.Cli.Networks;
using Ringspun.Simulation;

namespace Ringspun.Cli.Tests.Load.Engine;

/// <summary>A server and a load generator on one loop, over each driver.</summary>
internal sealed class EngineWorld
{
    public const string Simulated = "simulated";
    public const string IoUring = "io_uring";
    public const string Epoll = "epoll";

    // A test that takes longer hangs; the simulation finds that out by itself.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private EngineWorld(EventLoop loop, INetwork network, EndPoint address)
    {
        Loop = loop;
        Network = network;
        Address = address;
    }

    public static TheoryData<string> All => [Simulated, IoUring, Epoll];

    public static TheoryData<string> Kernel => [IoUring, Epoll];

    public EventLoop Loop { get; }

    public INetwork Network { get; }

    public EndPoint Address { get; }

    /// <summary>Runs a test beside a server that serves each of its connections by a fiber.</summary>
    public static void Run(string driver, Func<IConnection, EventLoop, Fiber> serve, Func<EngineWorld, Fiber> test, SimulatedNetworkOptions? options = null) =>
        RunOnThread(() =>
        {
            IDriver made = driver switch
            {
                IoUring => IoUringDriver.Create(),
                Epoll => EpollAioDriver.Create(),
                _ => new SimulatedDriver(1),
            };
            INetwork network = made is SimulatedDriver simulated
                ? new SimulatedNetwork(simulated, options ?? new SimulatedNetworkOptions { Link = new SimulatedLink { Latency = TimeSpan.Zero } })
                : new KernelNetwork();
            using EventLoop loop = new(made);
            using Timer watchdog = new(static loop => ((EventLoop)loop!).Stop(), loop, Patience, Timeout.InfiniteTimeSpan);
            bool hasEnded = false;
            loop.RunUntil(async () =>
            {
                using IBinding binding = network.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                IListener listener = binding.Listen(loop);
                FiberHandle accepting = loop.Spawn(static at => AcceptAsync(at.listener, at.loop, at.serve), (listener, loop, serve));
                await test(new EngineWorld(loop, network, binding.LocalEndPoint));
                listener.Dispose();
                await accepting;
                hasEnded = true;
            });
            Assert.True(hasEnded, "the test has hung");
        });

    /// <summary>Settings of a run against the server of this world.</summary>
    public LoadSettings Settings => new()
    {
        Urls = [new WeightedUrl(new Uri($"http://{Address}/"))],
        Paths = [],
        UnixSocket = null,
        Method = "GET",
        Headers = [],
        Body = null,
        Expectations = Expectations.None,
        Network = NetworkSettings.Kernel,
        Redirects = 0,
        Tls = new TlsSettings(false, null, null, null),
        Connections = 1,
        Pipeline = 1,
        KeepAlive = true,
        Source = null,
        Rate = null,
        Arrivals = ArrivalProcess.Constant,
        Seed = 0,
        Ramp = TimeSpan.Zero,
        WarmUp = TimeSpan.Zero,
        Duration = TimeSpan.FromSeconds(1),
        Requests = null,
        Timeout = TimeSpan.FromSeconds(5),
        Workers = 1,
        Driver = DriverKind.Auto,
        FailIf = [],
        Json = null,
        Histogram = null,
        Log = new LogSettings(LogFormat.Text, Microsoft.Extensions.Logging.LogLevel.Error),
    };

    /// <summary>Makes a run on this loop, and gives what came of it.</summary>
    /// <param name="settings">What to do.</param>
    /// <param name="during">Called when it begins.</param>
    /// <param name="shown">Called with each sample, on another thread; not in virtual time.</param>
    public async Fiber<LoadResult> MeasureAsync(
        LoadSettings settings, Action<LoadEngine>? during = null, Action<LoadEngine, LoadSample>? shown = null)
    {
        Channel<LoopReport> reports = Channel.CreateUnbounded<LoopReport>();
        using LoadEngine engine = new(settings, Network, 1, reports.Writer);
        await engine.ResolveAsync();
        await engine.PrepareLoopAsync(0);
        SampleCollector collector = new(1, engine.Tallies);
        Task collecting = Loop.Driver.IsVirtualTime
            ? Task.CompletedTask
            : Task.Run(async () =>
            {
                await foreach (LoopReport report in reports.Reader.ReadAllAsync())
                {
                    collector.Add(report, sample => shown?.Invoke(engine, sample));
                }
            });
        during?.Invoke(engine);
        await engine.RunLoopAsync(0, Loop.ReadClock());
        reports.Writer.Complete();
        if (engine.Bug is { } bug)
        {
            ExceptionDispatchInfo.Throw(bug);
        }

        while (Loop.Driver.IsVirtualTime && reports.Reader.TryRead(out LoopReport? report))
        {
            collector.Add(report, static _ => { });
        }

        await collecting;
        return engine.Finish(LoadPlan.Of(settings, Loop.Driver.Name), collector);
    }

    private static async Fiber AcceptAsync(IListener listener, EventLoop loop, Func<IConnection, EventLoop, Fiber> serve)
    {
        try
        {
            while (true)
            {
                IConnection connection = await listener.AcceptAsync();
                loop.SpawnDetached(static on => ServeAsync(on.connection, on.loop, on.serve), (connection, loop, serve));
            }
        }
        catch (ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private static async Fiber ServeAsync(IConnection connection, EventLoop loop, Func<IConnection, EventLoop, Fiber> serve)
    {
        using (connection)
        {
            try
            {
                await serve(connection, loop);
            }
            catch (Exception gone) when (gone is Linux.LinuxException or ObjectDisposedException)
            {
                // The client has had enough.
            }
        }
    }

    /// <summary>On a thread without the test framework's execution context, which every suspended fiber would carry along.</summary>
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
            failure?.SourceException is Linux.LinuxException { Errno: Linux.Errno.ENOMEM } refused
            && refused.Message.Contains("RLIMIT_MEMLOCK", StringComparison.Ordinal),
            failure?.SourceException.Message ?? "");
        failure?.Throw();
    }
}
