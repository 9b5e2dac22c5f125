using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <content>The choice of the driver.</content>
public sealed partial class Runtime
{
    /// <summary>Starts loops on the driver that is asked for, or on the best that works here; one log line says which and why.</summary>
    /// <param name="count">How many, at least 1.</param>
    /// <param name="kind">Which driver.</param>
    /// <param name="logger">Hears of the choice, and later of what the drivers have to say.</param>
    /// <param name="options">What the runtime is to be beside that; null for the defaults.</param>
    /// <returns>The running loops.</returns>
    /// <exception cref="LinuxException">The driver that was asked for does not work here; the message says why and what mends it.</exception>
    public static Runtime Start(int count, DriverKind kind = DriverKind.Auto, ILogger? logger = null, RuntimeOptions? options = null)
    {
        logger ??= NullLogger.Instance;
        string reason = "it was asked for";
        Runtime? runtime = null;
        if (kind == DriverKind.Auto)
        {
            RingSupport support = IoUringSupport.Check();
            reason = support.Explanation;
            runtime = support.IsAvailable ? TryStartRings(count, logger, options, ref reason) : null;
        }
        else if (kind == DriverKind.IoUring)
        {
            runtime = new Runtime(count, () => IoUringDriver.Create(logger: logger), options);
        }

        runtime ??= new Runtime(count, () => EpollAioDriver.Create(logger: logger), options);
        DriverLog.DriverChosen(logger, runtime.Loops[0].Driver.Name, reason);
        return runtime;
    }

    /// <summary>One ring works, but several may meet a limit (locked memory is counted per user): then none is used.</summary>
    private static Runtime? TryStartRings(int count, ILogger logger, RuntimeOptions? options, ref string reason)
    {
        try
        {
            return new Runtime(count, () => IoUringDriver.Create(logger: logger), options);
        }
        catch (LinuxException refused)
        {
            reason = refused.Message;
            return null;
        }
    }
}
