using System.Net;
using Microsoft.Extensions.Logging;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>What drivers tell.</summary>
internal static partial class DriverLog
{
    [LoggerMessage(1, LogLevel.Warning, "accept on {EndPoint} pauses ({Errno}): {Limit}. It goes on as soon as a descriptor is closed")]
    internal static partial void AcceptPaused(ILogger logger, EndPoint endPoint, Errno errno, string limit);

    [LoggerMessage(2, LogLevel.Information, "Driver {Driver}: {Reason}")]
    internal static partial void DriverChosen(ILogger logger, string driver, string reason);

    [LoggerMessage(20, LogLevel.Warning, "Direct reads go to the thread pool, for there is no AIO ({Errno}): {Limit}")]
    internal static partial void AioUnavailable(ILogger logger, Errno errno, string limit);

    [LoggerMessage(21, LogLevel.Information, "The AIO context is full: {UnderWay} requests are under way, {Queued} wait for completions; told once")]
    internal static partial void AioFull(ILogger logger, int underWay, int queued);

    [LoggerMessage(22, LogLevel.Warning, "No more than {Requests} direct reads go on at once: {Limit}")]
    internal static partial void AioLimited(ILogger logger, int requests, string limit);
}
