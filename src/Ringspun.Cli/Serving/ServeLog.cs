using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;

namespace Ringspun.Cli.Serving;

/// <summary>What <c>ringspun serve</c> tells its operator.</summary>
internal static partial class ServeLog
{
    [LoggerMessage(2, LogLevel.Information, "Serving {Directory} on {Workers} loops")]
    public static partial void Serving(ILogger logger, string directory, int workers);

    [LoggerMessage(3, LogLevel.Information, "{Message}")]
    public static partial void DescriptorsLimited(ILogger logger, string message);

    [LoggerMessage(4, LogLevel.Information, "{Signal}: accepting no more; requests under way have {Drain} to finish")]
    public static partial void Draining(ILogger logger, PosixSignal signal, TimeSpan drain);

    [LoggerMessage(5, LogLevel.Information, "Stopped after {Requests} requests on {Connections} connections")]
    public static partial void Stopped(ILogger logger, long requests, long connections);

    [LoggerMessage(6, LogLevel.Critical, "An event loop failed")]
    public static partial void LoopFailed(ILogger logger, Exception exception);

    [LoggerMessage(7, LogLevel.Error, "A fiber that nobody waited for failed")]
    public static partial void FiberFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Information, "Of the sends that were to go without a copy, {Sent} did and {Copied} were copied by the kernel")]
    public static partial void ZeroCopy(ILogger logger, long sent, long copied);
}
