using System.Runtime.ExceptionServices;

namespace Ringspun.Bench.Measuring;

/// <summary>Runs a measurement on an event loop that has a thread of its own.</summary>
internal static class LoopWorld
{
    public static TResult Run<TResult>(Func<EventLoop, TResult> body, Func<IRunQueue>? runQueue = null, string driver = "epoll")
    {
        TResult? result = default;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                using var loop = new EventLoop(LoopDriver.Create(driver), new EventLoopOptions { RunQueue = runQueue });
                result = body(loop);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });

        // Unsafe: in the default execution context, as the loops of a Runtime are.
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
        return result!;
    }
}
