namespace Ringspun.Cli.Serving;

/// <summary>Fibers that code outside of the loops waits for.</summary>
internal static class FiberTask
{
    /// <summary>Runs a fiber on a loop. The caller goes on elsewhere: never on the loop's thread, which has other things to do.</summary>
    /// <returns>A task that ends, or fails, as the fiber does.</returns>
    public static Task RunAsync(EventLoop loop, Func<Fiber> body)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        loop.SpawnDetached(
            static async work =>
            {
                try
                {
                    await work.body();
                    work.done.SetResult();
                }
                catch (Exception exception)
                {
                    work.done.SetException(exception);
                }
            },
            (body, done));
        return done.Task;
    }
}
