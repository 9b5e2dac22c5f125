using Microsoft.Extensions.Logging;

namespace Ringspun.Cli.Echoing;

/// <summary>What <c>ringspun echo</c> tells its operator beside what every server does.</summary>
internal static partial class EchoLog
{
    [LoggerMessage(20, LogLevel.Information, "Echoing {What} on {Workers} loops")]
    public static partial void Echoing(ILogger logger, string what, int workers);

    [LoggerMessage(21, LogLevel.Information, "Stopped after {Bytes} bytes on {Connections} connections")]
    public static partial void Stopped(ILogger logger, long bytes, long connections);

    [LoggerMessage(22, LogLevel.Error, "A connection failed for a reason that is not its client's; it was aborted")]
    public static partial void ConnectionFailed(ILogger logger, Exception exception);

    [LoggerMessage(23, LogLevel.Error, "Accepting connections failed; this loop accepts no more")]
    public static partial void AcceptFailed(ILogger logger, Exception exception);

    [LoggerMessage(24, LogLevel.Warning, "A loop has reached its {Limit} connections (--max-connections, shared by all loops); more wait in the listen queue")]
    public static partial void TooManyConnections(ILogger logger, int limit);

    [LoggerMessage(25, LogLevel.Warning, "{Count} connections of a loop had not ended in time; they were aborted")]
    public static partial void DrainEnded(ILogger logger, int count);
}
