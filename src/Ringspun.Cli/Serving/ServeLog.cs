using Microsoft.Extensions.Logging;

namespace Ringspun.Cli.Serving;

/// <summary>What <c>ringspun serve</c> tells its operator beside what every server does.</summary>
internal static partial class ServeLog
{
    [LoggerMessage(2, LogLevel.Information, "Serving {Directory} on {Workers} loops")]
    public static partial void Serving(ILogger logger, string directory, int workers);

    [LoggerMessage(5, LogLevel.Information, "Stopped after {Requests} requests on {Connections} connections")]
    public static partial void Stopped(ILogger logger, long requests, long connections);

    [LoggerMessage(8, LogLevel.Information, "Of the sends that were to go without a copy, {Sent} did and {Copied} were copied by the kernel")]
    public static partial void ZeroCopy(ILogger logger, long sent, long copied);
}
