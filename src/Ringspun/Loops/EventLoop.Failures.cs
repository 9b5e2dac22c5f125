namespace Ringspun;

/// <content>Failures that nobody is there to see.</content>
public sealed partial class EventLoop
{
    /// <summary>
    /// A fiber failed and nobody was there to see it; or an event source or a plain continuation did, or a loop seems to be deadlocked
    /// (<see cref="EventLoopOptions.DeadlockWarning"/>): raised on any thread, with what was thrown. Without a handler: standard error.
    /// </summary>
    public static event Action<Exception>? UnjoinedFailure;

    internal static void ReportUnjoined(Exception exception)
    {
        if (RingspunEventSource.Log.IsEnabled())
        {
            RingspunEventSource.Log.FailureUnjoined(exception.ToString());
        }

        Report(exception, "a fiber failed and nobody had joined it");
    }

    private static void Report(Exception exception, string what)
    {
        if (UnjoinedFailure is { } handler)
        {
            handler(exception);
        }
        else
        {
            Console.Error.WriteLine($"ringspun: {what}: {exception}");
        }
    }
}
