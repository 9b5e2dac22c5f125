using System.Net;
using Microsoft.Extensions.Logging;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>What a listener tells of its pauses: those that follow each other are one, and told once.</summary>
internal struct AcceptPauseReport()
{
    private const long QuietNanoseconds = 60_000_000_000;

    private long _toldUntil = long.MinValue;

    /// <summary>Accepting pauses.</summary>
    /// <param name="now">The loop's clock in nanoseconds.</param>
    /// <param name="logger">Hears of it.</param>
    /// <param name="endPoint">Where connections wait.</param>
    /// <param name="errno">Why.</param>
    public void Note(long now, ILogger logger, EndPoint endPoint, Errno errno)
    {
        if (now >= _toldUntil)
        {
            DriverLog.AcceptPaused(logger, endPoint, errno, ResourceLimits.Describe(ResourceKind.NOFILE));
        }

        _toldUntil = now + QuietNanoseconds;
    }
}
