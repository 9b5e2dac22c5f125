using System.Runtime.ExceptionServices;

namespace Ringspun.Tests.Support;

/// <summary>Runs code on a thread of its own: an event loop binds its thread, and thread-static caches start out empty.</summary>
internal static class LoopThread
{
    /// <summary>Real time after which a test counts as hung; far beyond what any needs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    [ThreadStatic]
    private static ITestOutputHelper? t_output;

    /// <summary>Where the running test may write.</summary>
    public static ITestOutputHelper? Output => t_output ?? TestContext.Current.TestOutputHelper;

    /// <summary>Runs <paramref name="body"/> to its end; throws what it threw.</summary>
    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        ITestOutputHelper? output = TestContext.Current.TestOutputHelper;
        var thread = new Thread(() =>
        {
            t_output = output;
            try
            {
                body();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        })
        { IsBackground = true };

        // Unsafe: without the test framework's own AsyncLocals, so that fibers run in the default context as they do in a program.
        thread.UnsafeStart();
        if (!thread.Join(Patience))
        {
            Assert.Fail($"The test still runs after {Patience.TotalSeconds} seconds: it hangs.");
        }

        SkipWithoutLockedMemory(failure?.SourceException);
        failure?.Throw();
    }

    /// <summary>Starts loops on threads of their own.</summary>
    public static Runtime StartLoops(int count, Func<IDriver> driver)
    {
        try
        {
            return new Runtime(count, driver);
        }
        catch (LinuxException refused)
        {
            SkipWithoutLockedMemory(refused);
            throw;
        }
    }

    // A user's rings, those of all tests that run at this moment, share one limit.
    private static void SkipWithoutLockedMemory(Exception? exception) => Assert.SkipWhen(
        exception is LinuxException { Errno: Errno.ENOMEM } && exception.Message.Contains("RLIMIT_MEMLOCK", StringComparison.Ordinal),
        exception?.Message ?? "");

    /// <summary>A simulated driver for loops whose work comes from other threads: to them, waiting is no deadlock.</summary>
    public static SimulatedDriver PatientDriver() =>
        new(0, new SimulatedDriverOptions { PatienceWithOtherThreads = Timeout.InfiniteTimeSpan });

    /// <summary>Runs a fiber on a simulated loop.</summary>
    public static void RunFiber(Func<EventLoop, Fiber> body, SimulatedDriverOptions? options = null) => Run(() =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next(), options));
        loop.RunUntil(body, loop);
    });
}
