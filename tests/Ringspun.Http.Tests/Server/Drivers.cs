using System.Net;
using System.Runtime.ExceptionServices;
using Ringspun.Simulation;

namespace Ringspun.Http.Tests.Server;

/// <summary>The drivers that every server test runs on, each with the network that belongs to it.</summary>
internal static class Drivers
{
    public const string Simulated = "simulated";
    public const string IoUring = "io_uring";
    public const string Epoll = "epoll";

    /// <summary>A test that takes longer hangs; the simulation finds that out by itself.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static TheoryData<string> All => [Simulated, .. Kernel];

    /// <summary>Those that serve the kernel's sockets, and allocate nothing in steady state.</summary>
    public static TheoryData<string> Kernel => [IoUring, Epoll];

    public static IPEndPoint AnyPort { get; } = new(IPAddress.Loopback, 0);

    /// <summary>Runs a test body on a loop with the driver of that name.</summary>
    public static void Run(string name, int seed, SimulatedDriverOptions? simulation, SimulatedNetworkOptions? network, Func<EventLoop, INetwork, Fiber> body)
    {
        switch (name)
        {
            case IoUring:
                RunOnThread(() => Run(IoUringDriver.Create(), new KernelNetwork(), body));
                break;
            case Epoll:
                RunOnThread(() => Run(EpollAioDriver.Create(), new KernelNetwork(), body));
                break;
            default:
                RunOnThread(() =>
                {
                    var driver = new SimulatedDriver(seed, simulation);
                    Run(driver, new SimulatedNetwork(driver, network), body);
                });
                break;
        }
    }

    /// <summary>
    /// On a thread as a server has it: the test framework keeps its state in the execution context, which every suspended fiber would carry along.
    /// </summary>
    private static void RunOnThread(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
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

    private static void Run(IDriver driver, INetwork network, Func<EventLoop, INetwork, Fiber> body)
    {
        using var loop = new EventLoop(driver);
        using var watchdog = new Timer(static loop => ((EventLoop)loop!).Stop(), loop, Patience, Timeout.InfiniteTimeSpan);
        loop.RunUntil(static test => test.body(test.loop, test.network), (body, loop, network));
    }
}
