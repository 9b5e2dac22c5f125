using System.CommandLine;
using Ringspun.Cli.Echoing;
using Ringspun.Cli.Serving;
using Ringspun.Cli.Values;

namespace Ringspun.Cli.Commands;

/// <summary><c>ringspun echo</c>: returns to every client what it sends.</summary>
internal sealed class EchoCommand
{
    private readonly ServiceOptions _service = new("127.0.0.1:6666");

    private readonly Option<bool> _lines = new("--lines") { Description = "Returns each line when its newline has come, instead of bytes as they come." };

    private readonly ValueOption<int> _maxLine = new(
        "--max-line", "SIZE", Sizes.Between("1", "1G"), "64K",
        "With --lines: bytes of a line at most, without its newline; a client that sends a longer one is told so, and the connection ends.");

    private readonly ValueOption<TimeSpan> _idleTimeout = new(
        "--idle-timeout", "DURATION", Durations.TryReadPositive, "10m",
        "How long a connection may be silent, or take nothing of what comes back.");

    public static Command Create() => new EchoCommand().Build();

    internal Command Build()
    {
        Command command = new("echo", "Returns to every client what it sends, over TCP or unix sockets.");
        _service.AddTo(command, _lines, _maxLine, _idleTimeout);
        command.Validators.Add(parsed =>
        {
            if (parsed.GetResult(_maxLine) is not null && !parsed.GetValue(_lines))
            {
                parsed.AddError("--max-line: without --lines there are no lines; add --lines.");
            }
        });
        command.SetAction(parsed => EchoServer.Run(Read(parsed), parsed.InvocationConfiguration.Output));
        return command;
    }

    internal EchoSettings Read(ParseResult parsed) => new(
        _service.Read(parsed),
        parsed.GetValue(_lines),
        _maxLine.From(parsed),
        _idleTimeout.From(parsed));
}
