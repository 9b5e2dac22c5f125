using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Ringspun.Cli.Serving;

/// <summary>What every server tells its operator.</summary>
internal static partial class ServiceLog
{
    [LoggerMessage(3, LogLevel.Information, "{Message}")]
    public static partial void DescriptorsLimited(ILogger logger, string message);

    [LoggerMessage(4, LogLevel.Information, "{Signal}: accepting no more; what is under way has {Drain} to finish")]
    public static partial void Draining(ILogger logger, PosixSignal signal, TimeSpan drain);

    [LoggerMessage(6, LogLevel.Critical, "An event loop failed")]
    public static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "A fiber that nobody waited for failed")]
    public static partial void FiberFailed(ILogger logger, Exception exception);
}
