using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Echo;

/// <summary>The result of <c>bench/run echo</c>: our first driver's figures with the fewest connections at the top, everything else below them.</summary>
internal sealed record EchoReport : BenchReport
{
    public EchoReport(EchoSettings settings, Cores cores, IReadOnlyList<EchoFigures> figures)
        : base("echo")
    {
        EchoServerFigures first = figures[0].Drivers[0];
        Driver = first.Driver!;
        RoundTripsPerSecond = first.RoundTripsPerSecond!.Value;
        CpuMicrosecondsPerRoundTrip = first.CpuMicrosecondsPerRoundTrip!.Value;
        CpuRatio = first.CpuRatio;
        Connections = figures[0].Connections;
        Bytes = settings.Bytes;
        Seconds = settings.Seconds;
        Rounds = settings.Rounds;
        ServerCore = cores.Server;
        LoadCore = cores.Load;
        Peers = figures[0].Peers;
        Figures = figures;
    }

    public string Driver { get; }

    public double RoundTripsPerSecond { get; }

    public double CpuMicrosecondsPerRoundTrip { get; }

    public double? CpuRatio { get; }

    public int Connections { get; }

    public int Bytes { get; }

    public int Seconds { get; }

    public int Rounds { get; }

    public int? ServerCore { get; }

    public int? LoadCore { get; }

    public IReadOnlyList<EchoServerFigures> Peers { get; }

    /// <summary>For each number of connections.</summary>
    public IReadOnlyList<EchoFigures> Figures { get; }

    /// <param name="json">A file, "-" for stdout (the table then goes to stderr), or null for no JSON.</param>
    public void Write(string? json) => Write(this, ReportJson.Default.EchoReport, static (report, output) => report.WriteTable(output), json);

    private void WriteTable(TextWriter output)
    {
        output.WriteLine(
            $"messages of {Bytes} bytes, one under way per connection, {Rounds} rounds of {Seconds} s; "
            + (ServerCore is null ? "server and load share the only core" : $"server on core {ServerCore}, load on core {LoadCore}"));
        foreach (EchoFigures at in Figures)
        {
            output.WriteLine();
            output.WriteLine($"{$"{at.Connections} connections, medians",-32}{"round trips/s",14}{"CPU µs each",13}{"CPU against C",15}");
            foreach (EchoServerFigures server in (IEnumerable<EchoServerFigures>)[.. at.Drivers, .. at.Peers])
            {
                output.WriteLine(server.Missing is null
                    ? $"{server.Name,-32}{server.RoundTripsPerSecond,14:F0}{server.CpuMicrosecondsPerRoundTrip,13:F3}{server.CpuRatio,15:F3}"
                    : $"{server.Name,-32}{"missing",14}   apt-get install {server.Missing}");
            }
        }
    }
}
