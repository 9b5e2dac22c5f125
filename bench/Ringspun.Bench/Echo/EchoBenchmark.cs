using System.Runtime.InteropServices;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary>
/// Sends messages to and fro with every server in turn, the server on one core and the load on another. Rounds are interleaved, so that what else
/// the machine does meets all alike.
/// </summary>
internal sealed class EchoBenchmark(EchoSettings settings)
{
    private readonly Cores _cores = Cores.Pick();
    private readonly List<(EchoServerProcess Server, EchoLoadProcess Load)> _pairs = [];

    public EchoReport Run()
    {
        IReadOnlyList<EchoServerKind> kinds = EchoServerKind.All(settings);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => End());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => End());
        try
        {
            foreach (EchoServerKind kind in kinds.Where(kind => kind.Package is null))
            {
                Start(kind);
            }

            return new EchoReport(settings, _cores, [.. settings.Connections.Select(connections => Measure(kinds, connections))]);
        }
        finally
        {
            End();
        }
    }

    private void Start(EchoServerKind kind)
    {
        EchoServerProcess server = kind.Start(_cores.Server);
        lock (_pairs)
        {
            _pairs.Add((server, new EchoLoadProcess(server, settings.Bytes, _cores.Load)));
        }

        Console.Error.WriteLine($"warming up {kind.Name}");
        _pairs[^1].Load.Connect(settings.Connections[0]);
        _pairs[^1].Load.WarmUp();
    }

    private EchoFigures Measure(IReadOnlyList<EchoServerKind> kinds, int connections)
    {
        _pairs.ForEach(pair => pair.Load.Connect(connections));
        Dictionary<EchoServerKind, List<EchoSample>> samples = kinds.ToDictionary(kind => kind, _ => new List<EchoSample>());
        for (int round = 0; round < settings.Rounds; round++)
        {
            for (int i = 0; i < _pairs.Count; i++)
            {
                (EchoServerProcess server, EchoLoadProcess load) = _pairs[(round + i) % _pairs.Count];
                EchoSample sample = Measure(server, load);
                samples[server.Kind].Add(sample);
                Console.Error.WriteLine(
                    $"{connections} connections, round {round + 1} of {settings.Rounds}: {server.Name,-20} {sample.RoundTripsPerSecond,10:F0} round trips/s "
                    + $"{sample.CpuMicroseconds,9:F3} µs of CPU each");
            }
        }

        return EchoFigures.From(connections, samples);
    }

    private EchoSample Measure(EchoServerProcess server, EchoLoadProcess load)
    {
        double before = server.ThreadSeconds;
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        long roundTrips = load.Play(settings.Seconds);
        double elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new EchoSample(roundTrips / elapsed, (server.ThreadSeconds - before) * 1e6 / roundTrips);
    }

    private void End()
    {
        lock (_pairs)
        {
            foreach ((EchoServerProcess server, EchoLoadProcess load) in _pairs)
            {
                load.Dispose();
                server.Dispose();
            }

            _pairs.Clear();
        }
    }
}
