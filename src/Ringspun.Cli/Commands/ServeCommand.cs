using System.CommandLine;
using System.Globalization;
using System.Net;
using Ringspun.Cli.Logging;
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

    private readonly ValuesOption<EndPoint> _listen = new(
        "--listen", "ENDPOINT", EndPoints.TryRead, "127.0.0.1:8080",
        "Where to listen: ADDR:PORT, [ADDR]:PORT or unix:/path; port 0 picks a free one. May be repeated.");

    private readonly ValueOption<int> _workers = new(
        "--workers", "N", Counts.Between(1, 1024), Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        "Event loops, one thread each; as many as there are cores, unless said otherwise.");

    private readonly ValueOption<DriverKind> _driver = new(
        "--driver", "DRIVER",
        Words.Among(("auto", DriverKind.Auto), ("io_uring", DriverKind.IoUring), ("epoll", DriverKind.Epoll)), "auto",
        "io_uring, epoll (with Linux AIO), or auto: io_uring where it works, else epoll.");

    private readonly ValueOption<TimeSpan> _drain = new(
        "--drain", "DURATION", Durations.TryRead, "10s",
        "How long connections may finish after SIGTERM or SIGINT.");

    private readonly ValueOption<int> _maxConnections = new(
        "--max-connections", "N", Counts.Between(1, 100_000_000), "100000",
        "Connections open at once, over all loops; more wait to be accepted.");

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

    private readonly LogOptions _log = new();

    public static Command Create() => new ServeCommand().Build();

    internal Command Build()
    {
        Command command = new("serve", "Serves the files of a directory over HTTP/1.1.")
        {
            _directory, _listen, _workers, _driver, _drain, _maxConnections, _headTimeout, _idleTimeout, _writeTimeout,
            _cacheSize, _direct,
        };
        _log.AddTo(command);
        command.SetAction(parsed => SiteServer.Run(Read(parsed), parsed.InvocationConfiguration.Output));
        return command;
    }

    internal ServeSettings Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(_directory),
        _listen.From(parsed),
        _workers.From(parsed),
        _driver.From(parsed),
        _drain.From(parsed),
        _maxConnections.From(parsed),
        new HttpLimits
        {
            HeadTimeout = _headTimeout.From(parsed),
            IdleTimeout = _idleTimeout.From(parsed),
            WriteTimeout = _writeTimeout.From(parsed),
        },
        _cacheSize.From(parsed),
        parsed.GetValue(_direct),
        _log.Read(parsed));
}
