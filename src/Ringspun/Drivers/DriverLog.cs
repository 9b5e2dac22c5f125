using System.Net;
using Microsoft.Extensions.Logging;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>What drivers tell.</summary>
internal static partial class DriverLog
{
    [LoggerMessage(1, LogLevel.Warning, "accept on {EndPoint} pauses ({Errno}): {Limit}. It goes on as soon as a descriptor is closed")]
    internal static partial void AcceptPaused(ILogger logger, EndPoint endPoint, Errno errno, string limit);
}
