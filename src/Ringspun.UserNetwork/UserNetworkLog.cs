using Microsoft.Extensions.Logging;
using Ringspun.Linux;

namespace Ringspun.UserLevel;

/// <summary>What a user-level network tells its operator.</summary>
internal static partial class UserNetworkLog
{
    [LoggerMessage(1, LogLevel.Critical, "The link {Link} is gone: {Errno} ({Description}). All its connections have failed; when it is back, start the program again")]
    public static partial void LinkLost(ILogger logger, string link, Errno errno, string description);

    [LoggerMessage(2, LogLevel.Warning, "The link {Link} is down; packets are dropped until it is up again")]
    public static partial void LinkDown(ILogger logger, string link);

    [LoggerMessage(3, LogLevel.Information, "The link {Link} is up again")]
    public static partial void LinkUp(ILogger logger, string link);
}
