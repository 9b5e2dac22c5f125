using Microsoft.Extensions.Logging;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun.Cli.Serving;

/// <summary>Starts the loops on the driver that was asked for, or else on the best that works here.</summary>
internal static class Drivers
{
    /// <summary>Starts the loops, and says in one log line on which driver and why.</summary>
    /// <exception cref="LinuxException">The driver that was asked for does not work here.</exception>
    public static Runtime Start(DriverChoice choice, int workers, ILogger logger)
    {
        string reason = "it was asked for.";
        if (choice == DriverChoice.Auto)
        {
            RingSupport support = IoUringSupport.Check();
            reason = support.Explanation;
            if (support.IsAvailable && TryStartRings(workers, logger, ref reason) is { } started)
            {
                ServeLog.DriverChosen(logger, started.Loops[0].Driver.Name, reason);
                return started;
            }

            choice = DriverChoice.Epoll;
        }

        Func<IDriver> driver = choice == DriverChoice.IoUring
            ? () => IoUringDriver.Create(logger: logger)
            : () => throw new CommandFailure("the epoll driver is not part of this build");
        Runtime runtime = new(workers, driver);
        ServeLog.DriverChosen(logger, runtime.Loops[0].Driver.Name, reason);
        return runtime;
    }

    // The trial ring was a small one: the real ones may still meet a limit.
    private static Runtime? TryStartRings(int workers, ILogger logger, ref string reason)
    {
        try
        {
            return new Runtime(workers, () => IoUringDriver.Create(logger: logger));
        }
        catch (LinuxException refused)
        {
            reason = refused.Message;
            return null;
        }
    }
}
