using System.Runtime.ExceptionServices;

namespace Ringspun.Tests.Support;

/// <summary>Loops on threads of their own, for tests of what fibers of several loops do together.</summary>
internal static class SeveralLoops
{
    /// <summary>Runs a fiber on the first of several loops.</summary>
    public static void Run(int count, Func<Runtime, Fiber> body)
    {
        using var runtime = new Runtime(count, static () => EpollAioDriver.Create());
        using var ended = new ManualResetEventSlim();
        Exception? failure = null;
        runtime.Loops[0].SpawnDetached(
            async body =>
            {
                try
                {
                    await body(runtime);
                }
                catch (Exception exception)
                {
                    failure = exception;
                }

                ended.Set();
            },
            body);
        Assert.True(ended.Wait(TimeSpan.FromSeconds(60)), "The fibers still wait for each other after 60 seconds.");
        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }
}
