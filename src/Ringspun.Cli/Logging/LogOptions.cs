using System.CommandLine;
using Microsoft.Extensions.Logging;
using Ringspun.Cli.Values;

namespace Ringspun.Cli.Logging;

/// <summary>The options about logging, and the loggers that they ask for. Everything goes to stderr.</summary>
internal sealed class LogOptions
{
    private readonly ValueOption<LogFormat> _format = new(
        "--log", "FORMAT", Words.Among(("text", LogFormat.Text), ("json", LogFormat.Json)), "text",
        "How log lines on stderr look: text or json.");

    private readonly ValueOption<LogLevel> _level = new(
        "--log-level", "LEVEL",
        Words.Among(
            ("trace", LogLevel.Trace), ("debug", LogLevel.Debug), ("info", LogLevel.Information), ("warning", LogLevel.Warning), ("error", LogLevel.Error)),
        "info",
        "The least important lines that are written: trace, debug, info, warning or error.");

    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Writes errors only." };

    public void AddTo(Command command)
    {
        command.Add(_format);
        command.Add(_level);
        command.Add(_quiet);
    }

    public LogSettings Read(ParseResult parsed) =>
        new(_format.From(parsed), parsed.GetValue(_quiet) ? LogLevel.Error : _level.From(parsed));
}
