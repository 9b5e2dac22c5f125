using System.Runtime.ExceptionServices;

namespace Ringspun.UserLevel.Tests.Support;

/// <summary>Fibers on loops of other threads.</summary>
internal static class OnLoop
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <summary>Runs a fiber to its end; throws what it threw.</summary>
    public static async Task Run(EventLoop loop, Func<EventLoop, Fiber> body)
    {
        TaskCompletionSource<ExceptionDispatchInfo?> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.SpawnDetached(
            static async work =>
            {
                try
                {
                    await work.body(work.loop);
                    work.done.SetResult(null);
                }
                catch (Exception exception)
                {
                    work.done.SetResult(ExceptionDispatchInfo.Capture(exception));
                }
            },
            (loop, body, done));
        (await done.Task.WaitAsync(Patience))?.Throw();
    }
}
