using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Load;

/// <summary>The result of <c>bench/run load</c>: our first driver's figures at the top, everything else below them.</summary>
internal sealed record LoadReport() : BenchReport("load")
{
    public required double RequestsPerSecond { get; init; }

    public required double CpuMicrosecondsPerRequest { get; init; }

    public required IReadOnlyList<LoadDriverFigures> Drivers { get; init; }

    public required IReadOnlyList<LoadFigures> Peers { get; init; }

    /// <summary>The version of nginx, which all load.</summary>
    public required string Server { get; init; }

    public required int Rounds { get; init; }

    public required int Seconds { get; init; }

    public required int Connections { get; init; }

    public required long FileSize { get; init; }

    public required int? ServerCore { get; init; }

    public required int? LoadCore { get; init; }

    public static LoadReport From(
        LoadBenchSettings settings, Cores cores, IReadOnlyList<LoadDriverFigures> drivers, IReadOnlyList<LoadFigures> peers, string server)
    {
        LoadFigures? wrk = peers.FirstOrDefault(peer => peer.Name == WrkGenerator.PeerName);
        return new LoadReport
        {
            RequestsPerSecond = drivers[0].Closed.RequestsPerSecond!.Value,
            CpuMicrosecondsPerRequest = drivers[0].Closed.CpuMicrosecondsPerRequest!.Value,
            Drivers = [.. drivers.Select(driver => driver.Against(wrk))],
            Peers = peers,
            Server = server,
            Rounds = settings.Rounds,
            Seconds = settings.Seconds,
            Connections = settings.Connections,
            FileSize = settings.FileSize,
            ServerCore = cores.Server,
            LoadCore = cores.Load,
        };
    }
}
