using System.Runtime.ExceptionServices;

namespace Ringspun.Bench.Sync;

/// <summary>Runs measurements on threads of their own.</summary>
internal static class OnLoop
{
    /// <summary>Runs a fiber on a new loop.</summary>
    public static double Run(Func<EventLoop, Fiber<double>> body)
    {
        double result = 0;
        OnThread(() =>
        {
            using var loop = new EventLoop(EpollAioDriver.Create());
            loop.RunUntil(async loop => result = await body(loop), loop);
        });
        return result;
    }

    public static void OnThread(Action body)
    {
        ExceptionDispatchInfo? failure = null;
        Thread thread = new(() =>
        {
            try
            {
                body();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.UnsafeStart();
        thread.Join();
        failure?.Throw();
    }
}
