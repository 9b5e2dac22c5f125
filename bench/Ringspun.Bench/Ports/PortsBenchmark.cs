using System.Globalization;
using Ringspun.Bench.Figures;
using Ringspun.Bench.Measuring;
using Ringspun.Linux;

namespace Ringspun.Bench.Ports;

/// <summary>Measures our drivers and epoll in C in turn; rounds are interleaved, so that what else the machine does meets all alike.</summary>
internal sealed class PortsBenchmark
{
    private const string Peer = "epoll in C";

    /// <summary>Descriptors that the program has for itself.</summary>
    private const int Spared = 200;

    private readonly PortsSettings _settings;
    private readonly int _registered;
    private readonly string? _limit;
    private readonly List<(string Name, Func<int, PortsSample> Measure)> _contenders = [];
    private readonly Dictionary<(string, int), List<PortsSample>> _samples = [];

    public PortsBenchmark(PortsSettings settings)
    {
        _settings = settings;
        long allowed = ResourceLimits.RaiseDescriptorLimit(settings.Registered + Spared, out _limit);
        _registered = (int)Math.Min(settings.Registered, allowed - Spared);
        if (_registered < settings.Ready)
        {
            throw new BenchFailure($"{settings.Ready} descriptors are to be ready, but {_registered} can be open: {_limit}");
        }
    }

    private int Few => Math.Min(_registered, Math.Max(PortsSettings.Few, _settings.Ready));

    public PortsReport Run()
    {
        foreach (string driver in _settings.Drivers)
        {
            _contenders.Add(($"ringspun ({driver})", registered => PortRun.Measure(driver, registered, _settings.Ready, _settings.Seconds)));
        }

        bool isMissing = _settings.WithPeers && !AddPeer();

        // Until the code is compiled in its final form.
        foreach (string driver in _settings.Drivers)
        {
            Console.Error.WriteLine($"warming up {driver}");
            PortRun.Measure(driver, Few, _settings.Ready, 1);
        }

        for (int round = 0; round < _settings.Rounds; round++)
        {
            foreach (int registered in new[] { Few, _registered }.Distinct())
            {
                for (int i = 0; i < _contenders.Count; i++)
                {
                    (string name, Func<int, PortsSample> measure) = _contenders[(round + i) % _contenders.Count];
                    PortsSample sample = measure(registered);
                    if (!_samples.TryGetValue((name, registered), out List<PortsSample>? samples))
                    {
                        _samples[(name, registered)] = samples = [];
                    }

                    samples.Add(sample);
                    Say($"round {round + 1} of {_settings.Rounds}: {name,-22} {registered,7} registered", sample);
                }
            }
        }

        PortsReport report = Report(isMissing);
        if (_settings.Svg is { } svg)
        {
            PortsChart.Write(report, svg, Sweep());
        }

        return report;
    }

    private static void Say(string what, PortsSample sample) => Console.Error.WriteLine(
        $"{what} {sample.Signal,8:F1} + {sample.Dequeue,7:F1} + {sample.Reset,7:F1} = {sample.Whole,8:F1} ns to signal, dequeue and reset");

    private bool AddPeer()
    {
        if (CProgram.Build("Ports/ports-epoll.c") is not { } program)
        {
            return false;
        }

        _contenders.Add((Peer, registered => CProgram.Run(
            program, new[] { registered, _settings.Ready, _settings.Seconds }.Select(number => number.ToString(CultureInfo.InvariantCulture)))
            is [_, var signal, var dequeue, var reset]
            ? new PortsSample(signal, dequeue, reset)
            : throw new BenchFailure($"{program} has not printed four numbers")));
        return true;
    }

    /// <summary>The figure's points: the medians where there are some, else one measurement each.</summary>
    private Dictionary<string, IReadOnlyList<ChartPoint>> Sweep()
    {
        var points = _contenders.ToDictionary(contender => contender.Name, _ => new List<ChartPoint>());
        foreach (int registered in PortsChart.Points(_registered, _settings.Ready))
        {
            foreach ((string name, Func<int, PortsSample> measure) in _contenders)
            {
                List<PortsSample> samples = _samples.GetValueOrDefault((name, registered)) ?? [measure(registered)];
                points[name].Add(new ChartPoint(
                    registered,
                    Median.Of(samples.Select(sample => sample.Whole)),
                    samples.Min(sample => sample.Whole),
                    samples.Max(sample => sample.Whole)));
            }
        }

        return points.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<ChartPoint>)entry.Value);
    }

    private PortsReport Report(bool isMissing)
    {
        PortsFigures? peer = _contenders.Any(contender => contender.Name == Peer) ? Figures(Peer) : null;
        PortsFigures[] drivers = [.. _settings.Drivers.Select(driver => Figures($"ringspun ({driver})").Against(peer))];
        return new PortsReport
        {
            Driver = _settings.Drivers[0],
            NanosecondsPerEvent = drivers[0].NanosecondsPerEvent!.Value,
            WholeNanosecondsPerEvent = drivers[0].WholeNanosecondsPerEvent!.Value,
            Drivers = drivers,
            Peers = peer is not null ? [peer] : isMissing ? [new PortsFigures { Name = Peer, Missing = CProgram.Package }] : [],
            Registered = _registered,
            Limit = _registered < _settings.Registered ? _limit : null,
            Few = Few,
            Ready = _settings.Ready,
            Rounds = _settings.Rounds,
            Seconds = _settings.Seconds,
        };
    }

    private PortsFigures Figures(string name) => PortsFigures.Of(name, _samples[(name, _registered)], _samples[(name, Few)]);
}
