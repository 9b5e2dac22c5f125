using System.Diagnostics;
using System.Globalization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary><c>ringspun serve</c> with one worker, on a contender's network.</summary>
internal sealed class StackServer : ServerProcess
{
    private const string Ready = "listening on ";

    public StackServer(TwoNetworks networks, Contender contender, string site, int? core)
        : base(contender.Name)
    {
        Contender = contender;
        string[] stack = contender.Device is { } device
            ? ["--stack", "user", "--device", device, "--address", $"{contender.Address}/{Contender.PrefixLength}"]
            : [];
        ProcessStartInfo start = networks.Start(
            contender,
            core,
            Path.Combine(BenchRoot.Path, "ringspun"),
            ["serve", site, "--listen", string.Create(CultureInfo.InvariantCulture, $"{contender.Address}:8080"), "--workers", "1",
                "--driver", contender.Driver, "--log-level", "warning", .. stack]);
        start.RedirectStandardOutput = true;
        Start(start);
        string? line = Process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith(Ready, StringComparison.Ordinal))
        {
            Dispose();
            throw new BenchFailure($"{Name} did not start to listen; its first line was: {line ?? "(none)"}");
        }

        Url = line[Ready.Length..];
    }

    public Contender Contender { get; }

    public override string Url { get; }
}
