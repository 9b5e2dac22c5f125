using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Ringspun.Cli.Logging;
using Ringspun.Cli.Networks;
using Ringspun.Cli.Values;
using Ringspun.UserLevel;

namespace Ringspun.Cli.Serving;

/// <summary>The options that every server has.</summary>
/// <param name="endPoint">Where it listens unless it is told otherwise.</param>
internal sealed class ServiceOptions(string endPoint)
{
    private readonly ValuesOption<EndPoint> _listen = new(
        "--listen", "ENDPOINT", EndPoints.TryRead, endPoint,
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

    private readonly NetworkOptions _network = new();

    private readonly LogOptions _log = new();

    /// <summary>Adds the options to a command, those about logging at the end.</summary>
    /// <param name="command">The command.</param>
    /// <param name="own">The command's own options.</param>
    public void AddTo(Command command, params IEnumerable<Option> own)
    {
        foreach (Option option in (IEnumerable<Option>)[_listen, _workers, _driver, .. _network.All, _drain, _maxConnections, .. own])
        {
            command.Add(option);
        }

        _log.AddTo(command);
        command.Validators.Add(_network.Validate);
        command.Validators.Add(ValidateListen);
    }

    public ServiceSettings Read(ParseResult parsed) => new(
        ReadListen(parsed),
        _workers.From(parsed),
        _driver.From(parsed),
        _drain.From(parsed),
        _maxConnections.From(parsed),
        _network.Read(parsed),
        _log.Read(parsed));

    /// <summary>Refuses what the user-level stack cannot listen to, or where nobody could reach it.</summary>
    private void ValidateListen(CommandResult result)
    {
        if (!_network.IsUserLevel(result))
        {
            return;
        }

        foreach (Token token in result.GetResult(_listen)?.Tokens ?? [])
        {
            if (!EndPoints.TryRead(token.Value, out EndPoint read, out _))
            {
                continue;
            }

            if (read is not IPEndPoint address)
            {
                result.AddError($"--listen {token.Value} has no meaning with --stack user: the stack has IP addresses only; leave out --stack user for unix sockets");
            }
            else if (IPAddress.IsLoopback(address.Address))
            {
                result.AddError(
                    $"--listen {token.Value}: with --stack user this address is inside of the stack, and nobody reaches it; "
                    + "name one of --address, or 0.0.0.0 or [::] for all");
            }
        }
    }

    /// <summary>The standard address is the kernel's: the user-level stack listens on those of its own in its place.</summary>
    private EndPoint[] ReadListen(ParseResult parsed)
    {
        EndPoint[] given = _listen.From(parsed);
        return parsed.GetResult(_listen) is null && given is [IPEndPoint standard] && _network.Read(parsed) is { Device: not null } own
            ? [.. own.Addresses.Select(prefix => new IPEndPoint(prefix.Address.ToIpAddress(), standard.Port)).Distinct()]
            : given;
    }
}
