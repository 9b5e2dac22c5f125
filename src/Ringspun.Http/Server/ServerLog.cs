using Microsoft.Extensions.Logging;

namespace Ringspun.Http;

/// <summary>What the server tells its operator.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Error, "A connection failed for a reason that is not its client's; it was aborted")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Error, "Accepting connections failed; this loop accepts no more")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "A loop has reached its {Limit} connections (the option MaxConnections, shared by all loops); more wait in the listen queue")]
    public static partial void TooManyConnections(ILogger logger, int limit);

    [LoggerMessage(4, LogLevel.Warning, "{Count} connections of a loop had not ended in time; they were aborted")]
    public static partial void DrainEnded(ILogger logger, long count);
}
