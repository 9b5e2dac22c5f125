using System.Runtime.ExceptionServices;

namespace Ringspun.Tests.Support;

/// <summary>Runs code on a thread of its own: an event loop binds its thread, and thread-static caches start out empty.</summary>
internal static class LoopThread
{
    /// <summary>Real time after which a test counts as hung; far beyond what any needs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs <paramref name="body"/> to its end; throws what it threw.</summary>
    public static void Run(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
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
        thread.Start();
        if (!thread.Join(Patience))
        {
            Assert.Fail($"The test still runs after {Patience.TotalSeconds} seconds: it hangs.");
        }

        failure?.Throw();
    }

    /// <summary>Runs a fiber on a simulated loop.</summary>
    public static void RunFiber(Func<EventLoop, Fiber> body, SimulatedDriverOptions? options = null) => Run(() =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next(), options));
        loop.RunUntil(body, loop);
    });
}
