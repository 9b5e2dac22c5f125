using System.CommandLine;
using Ringspun.Cli.Serving;
using Ringspun.Cli.Values;
using Ringspun.Http;

namespace Ringspun.Cli.Commands;

/// <summary><c>ringspun serve [DIR]</c>: a web server for a directory.</summary>
internal sealed class ServeCommand
{
    private readonly Argument<string> _directory = new("DIR")
    {
        Description = "The directory whose files are served.",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => ".",
    };

    private readonly ServiceOptions _service = new("127.0.0.1:8080");

    private readonly ValueOption<TimeSpan> _headTimeout = new(
        "--head-timeout", "DURATION", Durations.TryReadPositive, "10s",
        "How long a request's head may take from its first byte on.");

    private readonly ValueOption<TimeSpan> _idleTimeout = new(
        "--idle-timeout", "DURATION", Durations.TryReadPositive, "60s",
        "How long a connection may stay without a request.");

    private readonly ValueOption<TimeSpan> _writeTimeout = new(
        "--write-timeout", "DURATION", Durations.TryReadPositive, "30s",
        "How long a client may take nothing of its answer.");

    private readonly ValueOption<long> _cacheSize = new(
        "--cache-size", "SIZE", Sizes.TryRead, "256M",
        "Memory for hot files; 0 turns the cache off.");

    private readonly Option<bool> _direct = new("--direct") { Description = "Reads files past the page cache (O_DIRECT)." };

    public static Command Create() => new ServeCommand().Build();

    internal Command Build()
    {
        Command command = new("serve", "Serves the files of a directory over HTTP/1.1.") { _directory };
        _service.AddTo(command, _headTimeout, _idleTimeout, _writeTimeout, _cacheSize, _direct);
        command.SetAction(parsed => SiteServer.Run(Read(parsed), parsed.InvocationConfiguration.Output));
        return command;
    }

    internal ServeSettings Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_directory),
        _service.Read(parsed),
        new HttpLimits
        {
            HeadTimeout = _headTimeout.From(parsed),
            IdleTimeout = _idleTimeout.From(parsed),
            WriteTimeout = _writeTimeout.From(parsed),
        },
        _cacheSize.From(parsed),
        parsed.GetValue(_direct));
}
