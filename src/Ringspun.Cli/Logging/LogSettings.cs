using Microsoft.Extensions.Logging;

namespace Ringspun.Cli.Logging;

/// <summary>What is logged, and how.</summary>
/// <param name="Format">How lines look.</param>
/// <param name="Level">The least important lines that are written.</param>
internal sealed record LogSettings(LogFormat Format, LogLevel Level)
{
    public ILoggerFactory CreateLoggers() => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(Level);
        if (Format == LogFormat.Json)
        {
            logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            });
        }
        else
        {
            logging.AddSimpleConsole(text =>
            {
                text.SingleLine = true;
                text.TimestampFormat = "HH:mm:ss.fff ";
                text.IncludeScopes = false;
            });
        }

        logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
