using System.CommandLine;
using System.Globalization;
using System.Text;
using Ringspun.Cli.Load;
using Ringspun.Cli.Load.Requests;
using Ringspun.Cli.Load.Schedules;
using Ringspun.Cli.Load.Thresholds;
using Ringspun.Cli.Logging;
using Ringspun.Cli.Networks;
using Ringspun.Cli.Values;

namespace Ringspun.Cli.Commands;

/// <summary><c>ringspun load URL</c>: a load generator for HTTP servers.</summary>
internal sealed partial class LoadCommand
{
    private static readonly TimeSpan StandardDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StandardWarmUp = TimeSpan.FromSeconds(1);

    private readonly Argument<WeightedUrl[]> _urls = new("URL")
    {
        Description = "Where requests go. Several are asked in turn; 3@URL three times as often.",
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result => [.. result.Tokens.Select(token => ValueOption<WeightedUrl>.Read(result, token.Value, "URL", WeightedUrl.TryRead))],
    };

    private readonly ValueOption<int> _connections = new(
        "--connections", "N", Counts.Between(1, 1_000_000), "64",
        "Connections at once, over all loops.")
    { Aliases = { "-c" } };

    private readonly OptionalValue<TimeSpan> _duration = new(
        "--duration", "DURATION", Durations.TryReadPositive,
        "How long requests count. [default: 10s, or until --requests have been answered]")
    { Aliases = { "-d" } };

    private readonly OptionalValue<int> _requests = new(
        "--requests", "N", Counts.Between(1, int.MaxValue),
        "Ends when so many requests have ended.")
    { Aliases = { "-n" } };

    private readonly OptionalValue<TimeSpan> _warmUp = new(
        "--warmup", "DURATION", Durations.TryRead,
        "How long the load goes on before it counts. [default: 1s, or 0 with --requests]");

    private readonly ValueOption<TimeSpan> _ramp = new(
        "--ramp", "DURATION", Durations.TryRead, "0",
        "How long connections, or the rate, rise to their full number; before the warm-up.");

    private readonly OptionalValue<double> _rate = new(
        "--rate", "R", Rates.TryRead,
        "Open loop: requests per second in all, sent on schedule whatever the answers; latency counts from when a request was due.")
    { Aliases = { "-R" } };

    private readonly OptionalValue<ArrivalProcess> _arrivals = new(
        "--arrivals", "PROCESS", Words.Among(("constant", ArrivalProcess.Constant), ("poisson", ArrivalProcess.Poisson)),
        "How requests follow each other with --rate: constant or poisson. [default: constant]");

    private readonly OptionalValue<int> _seed = new(
        "--seed", "N", Counts.Between(0, int.MaxValue),
        "Decides the arrivals of poisson: the same seed, the same schedule. [default: 0]");

    private readonly ValueOption<int> _pipeline = new(
        "--pipeline", "N", Counts.Between(1, 1024), "1",
        "Requests on one connection that may wait for their answers at once.");

    private readonly OptionalValue<string> _method = new(
        "--method", "METHOD", Methods.TryRead,
        "The requests' method. [default: GET, or POST with --body]")
    { Aliases = { "-m" } };

    private readonly OptionalValues<HeaderField> _headers = new(
        "--header", "'NAME: VALUE'", HeaderField.TryRead,
        "A field of the requests' heads.")
    { Aliases = { "-H" } };

    private readonly Option<string> _body = new("--body")
    {
        Description = "What requests carry: the contents of a file if there is one of that name (@FILE: for certain), else the text itself.",
        HelpName = "FILE|TEXT",
    };

    private readonly Option<string> _paths = new("--paths") { Description = "A file of paths, one a line, that are asked for in turn.", HelpName = "FILE" };

    private readonly OptionalValue<StatusSet> _expectStatus = new(
        "--expect-status", "STATUSES", StatusSet.TryRead,
        "Answers with another status are failures: 200, 2xx or 200,204,3xx.");

    private readonly Option<string> _expectBody = new("--expect-body") { Description = "Answers whose body does not contain this are failures.", HelpName = "TEXT" };

    private readonly OptionalValue<long> _expectSize = new(
        "--expect-size", "SIZE", Sizes.TryRead,
        "Answers whose body, decoded, has another size are failures.");

    private readonly ValueOption<int> _redirects = new(
        "--redirects", "N", Counts.Between(0, 50), "0",
        "How many redirects of one request are followed.");

    private readonly ValueOption<TimeSpan> _timeout = new(
        "--timeout", "DURATION", Durations.TryReadPositive, "5s",
        "How long one request may take, connecting included.");

    private readonly Option<bool> _noKeepAlive = new("--no-keepalive") { Description = "Opens a connection for each request." };

    private readonly OptionalValue<AddressRange> _source = new(
        "--source", "ADDR[-ADDR]", AddressRange.TryRead,
        "Source addresses, which connections take in turn: each has its own ports (some 28,000).");

    private readonly Option<string> _unixSocket = new("--unix-socket") { Description = "Connects to this socket, whatever the URL's host.", HelpName = "PATH" };

    private readonly Option<bool> _insecure = new("--insecure") { Description = "Accepts any certificate of the server." };

    private readonly Option<string> _serverName = new("--sni") { Description = "The name that the server is asked for and checked by. [default: the URL's host]", HelpName = "NAME" };

    private readonly Option<string> _certificate = new("--cert") { Description = "The client's certificate, in PEM.", HelpName = "FILE" };

    private readonly Option<string> _key = new("--key") { Description = "The key of --cert, in PEM. [default: in the same file]", HelpName = "FILE" };

    private readonly ValueOption<int> _workers = new(
        "--workers", "N", Counts.Between(1, 1024), Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture),
        "Event loops, one thread each; as many as there are cores, unless said otherwise, and no more than connections.");

    private readonly ValueOption<DriverKind> _driver = new(
        "--driver", "DRIVER",
        Words.Among(("auto", DriverKind.Auto), ("io_uring", DriverKind.IoUring), ("epoll", DriverKind.Epoll)), "auto",
        "io_uring, epoll (with Linux AIO), or auto: io_uring where it works, else epoll.");

    private readonly NetworkOptions _network = new();

    private readonly OptionalValues<Threshold> _failIf = new(
        "--fail-if", "CONDITION", ThresholdReader.TryRead,
        "Exits with 1 when the result fulfils it: 'p99>5ms', 'errors>0.1%', 'rate<1000'.");

    private readonly Option<string> _json = new("--json") { Description = "Writes the result as JSON to FILE, or to stdout with '-'.", HelpName = "FILE|-" };

    private readonly Option<string> _histogram = new("--histogram") { Description = "Writes the histograms, for plots and for 'ringspun load merge', to FILE, or to stdout with '-'.", HelpName = "FILE|-" };

    private readonly LogOptions _log = new();

    public static Command Create() => new LoadCommand().Build(LoadGenerator.Run);

    /// <summary>The command.</summary>
    /// <param name="run">Does its work; returns the exit code.</param>
    internal Command Build(Func<LoadSettings, InvocationConfiguration, int> run)
    {
        Command command = new("load", "Puts HTTP servers under load, and measures how they bear it.")
        {
            _urls, _connections, _duration, _requests, _warmUp, _ramp, _rate, _arrivals, _seed, _pipeline,
            _method, _headers, _body, _paths, _expectStatus, _expectBody, _expectSize, _redirects, _timeout, _noKeepAlive,
            _source, _unixSocket, _insecure, _serverName, _certificate, _key, _workers, _driver, _failIf, _json, _histogram,
        };
        foreach (Option option in _network.All)
        {
            command.Add(option);
        }

        _log.AddTo(command);
        command.Validators.Add(Validate);
        command.Validators.Add(_network.Validate);
        command.Add(LoadMergeCommand.Create());
        command.SetAction(parsed => run(Read(parsed), parsed.InvocationConfiguration));
        return command;
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="CommandFailure">A file that was named cannot be read.</exception>
    internal LoadSettings Read(ParseResult parsed)
    {
        int connections = _connections.From(parsed);
        bool isCounted = parsed.GetResult(_requests) is not null;
        string? body = parsed.GetValue(_body);
        return new LoadSettings
        {
            Urls = parsed.GetRequiredValue(_urls),
            Paths = parsed.GetValue(_paths) is { } file ? PathList.Load(file) : [],
            UnixSocket = parsed.GetValue(_unixSocket),
            Method = _method.From(parsed, body is null ? "GET" : "POST"),
            Headers = _headers.From(parsed),
            Body = body is null ? default(ReadOnlyMemory<byte>?) : RequestBody.Load(body),
            Expectations = new Expectations(
                _expectStatus.From(parsed, statuses => statuses),
                parsed.GetValue(_expectBody) is { } text ? Encoding.UTF8.GetBytes(text) : default(ReadOnlyMemory<byte>?),
                _expectSize.From(parsed, size => (long?)size)),
            Redirects = _redirects.From(parsed),
            Tls = new TlsSettings(
                parsed.GetValue(_insecure), parsed.GetValue(_serverName), parsed.GetValue(_certificate), parsed.GetValue(_key)),
            Connections = connections,
            Pipeline = _pipeline.From(parsed),
            KeepAlive = !parsed.GetValue(_noKeepAlive),
            Source = _source.From(parsed, range => range),
            Rate = _rate.From(parsed, rate => (double?)rate),
            Arrivals = _arrivals.From(parsed, ArrivalProcess.Constant),
            Seed = (ulong)_seed.From(parsed, 0),
            Ramp = _ramp.From(parsed),
            WarmUp = _warmUp.From(parsed, isCounted ? TimeSpan.Zero : StandardWarmUp),
            Duration = _duration.From(parsed, duration => (TimeSpan?)duration) ?? (isCounted ? null : StandardDuration),
            Requests = _requests.From(parsed, count => (long?)count),
            Timeout = _timeout.From(parsed),
            Workers = Math.Min(_workers.From(parsed), connections),
            Driver = _driver.From(parsed),
            Network = _network.Read(parsed),
            FailIf = _failIf.From(parsed),
            Json = parsed.GetValue(_json),
            Histogram = parsed.GetValue(_histogram),
            Log = _log.Read(parsed),
        };
    }
}
