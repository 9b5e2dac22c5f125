using Ringspun.Bench.Http;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Reporting;

/// <summary>The result of <c>bench/run http</c>: our first driver's figures at the top, everything else below them.</summary>
internal sealed record HttpReport() : BenchReport("http")
{
    public required string Driver { get; init; }

    public required double RequestsPerSecond { get; init; }

    public required double CpuMicrosecondsPerRequest { get; init; }

    public required double? CpuRatio { get; init; }

    public required IReadOnlyList<HttpFigures> Drivers { get; init; }

    public required IReadOnlyList<HttpFigures> Peers { get; init; }

    public required int Rounds { get; init; }

    public required int Seconds { get; init; }

    public required int Connections { get; init; }

    public required long FileSize { get; init; }

    public required int? ServerCore { get; init; }

    public required int? LoadCore { get; init; }

    public static HttpReport From(
        HttpSettings settings, Cores cores, IReadOnlyDictionary<ServerProcess, List<HttpSample>> samples, bool peerMissing, string? nginx)
    {
        string? version = nginx is null ? null : Programs.Run(nginx, "-v").Trim().Split('/')[^1];
        HttpFigures[] peers = [.. samples.Where(entry => entry.Key is NginxServer).Select(entry => Figures(entry.Key.Name, entry.Value) with { Version = version })];
        double? cheapest = peers.Min(peer => peer.CpuMicrosecondsPerRequest);
        HttpFigures[] drivers = [.. samples
            .Where(entry => entry.Key is RingspunServer)
            .Select(entry => Figures(((RingspunServer)entry.Key).Driver, entry.Value))
            .Select(own => own with { CpuRatio = cheapest is null ? null : Math.Round(own.CpuMicrosecondsPerRequest!.Value / cheapest.Value, 3) })];
        if (peerMissing)
        {
            peers = [Missing(sendfile: true), Missing(sendfile: false)];
        }

        return new HttpReport
        {
            Driver = drivers[0].Name,
            RequestsPerSecond = drivers[0].RequestsPerSecond!.Value,
            CpuMicrosecondsPerRequest = drivers[0].CpuMicrosecondsPerRequest!.Value,
            CpuRatio = drivers[0].CpuRatio,
            Drivers = drivers,
            Peers = peers,
            Rounds = settings.Rounds,
            Seconds = settings.Seconds,
            Connections = settings.Connections,
            FileSize = settings.FileSize,
            ServerCore = cores.Server,
            LoadCore = cores.Load,
        };
    }

    private static HttpFigures Missing(bool sendfile) => new() { Name = NginxServer.NameFor(sendfile), Missing = NginxServer.Package };

    private static HttpFigures Figures(string name, List<HttpSample> samples) => new()
    {
        Name = name,
        RequestsPerSecond = Math.Round(Median.Of(samples.Select(sample => sample.RequestsPerSecond)), 1),
        CpuMicrosecondsPerRequest = Math.Round(Median.Of(samples.Select(sample => sample.CpuMicrosecondsPerRequest)), 3),
        CpuMicrosecondsPerRequestOfRounds = [.. samples.Select(sample => Math.Round(sample.CpuMicrosecondsPerRequest, 3))],
    };
}
