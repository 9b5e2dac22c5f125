using System.Globalization;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Pipes;

/// <summary>Measures our drivers and the C programs in turn; rounds are interleaved, so that what else the machine does meets all alike.</summary>
internal sealed class PipesBenchmark(PipesSettings settings)
{
    private const string Threads = "native threads";
    private const string StateMachine = "epoll state machine";

    private readonly Dictionary<string, List<PipesSample>> _samples = [];
    private readonly List<(string Name, Func<PipesSample> Measure)> _contenders = [];
    private readonly List<PipesFigures> _missing = [];

    public PipesReport Run()
    {
        foreach (string driver in settings.Drivers)
        {
            Add(Beside(driver, settings.Idle), () => FiberPipes.Measure(settings, driver, settings.Idle));
            if (settings.Idle > 0)
            {
                Add(Beside(driver, 0), () => FiberPipes.Measure(settings, driver, 0));
            }
        }

        if (settings.WithPeers)
        {
            AddPeer(Threads, "Pipes/pipes-threads.c", []);
            AddPeer(StateMachine, "Pipes/pipes-epoll.c", [IdleFibers.PipesFor(settings.Idle, settings.Pairs)]);
        }

        WarmUp();
        for (int round = 0; round < settings.Rounds; round++)
        {
            for (int i = 0; i < _contenders.Count; i++)
            {
                (string name, Func<PipesSample> measure) = _contenders[(round + i) % _contenders.Count];
                PipesSample sample = measure();
                _samples[name].Add(sample);
                Say($"round {round + 1} of {settings.Rounds}: {name,-34}", sample);
            }
        }

        PipesReport report = Report();
        if (settings.Svg is { } svg)
        {
            PipesChart.Write(report, svg, Sweep());
        }

        return report;
    }

    private void Add(string name, Func<PipesSample> measure)
    {
        _contenders.Add((name, measure));
        _samples.Add(name, []);
    }

    private void AddPeer(string name, string source, IEnumerable<int> more)
    {
        if (CProgram.Build(source) is not { } program)
        {
            _missing.Add(PipesFigures.NotInstalled(name, CProgram.Package));
            return;
        }

        string[] arguments =
        [
            .. new[] { settings.Pairs, settings.Message, PipesSettings.Capacity, settings.Idle }
                .Concat(more)
                .Select(number => number.ToString(CultureInfo.InvariantCulture)),
            PipesSettings.WarmUpSeconds.ToString(CultureInfo.InvariantCulture),
            settings.Seconds.ToString(CultureInfo.InvariantCulture),
        ];
        Add(name, () => CProgram.Run(program, arguments) is [var bytes, var seconds, var cpu, var idle]
            ? new PipesSample(bytes, seconds, cpu, (int)idle)
            : throw new BenchFailure($"{program} has not printed four numbers"));
    }

    /// <summary>Until the code is compiled in its final form.</summary>
    private void WarmUp()
    {
        foreach (string driver in settings.Drivers)
        {
            Console.Error.WriteLine($"warming up {driver}");
            for (int i = 0; i < 2; i++)
            {
                _ = FiberPipes.Measure(settings with { Seconds = 1 }, driver, 0);
            }
        }
    }

    /// <summary>The figure's points, one measurement each.</summary>
    private Dictionary<string, IReadOnlyList<PipesSample>> Sweep()
    {
        var samples = settings.Drivers.ToDictionary(driver => driver, _ => new List<PipesSample>());
        foreach (int idle in PipesChart.Points(settings.Idle))
        {
            foreach (string driver in settings.Drivers)
            {
                PipesSample sample = FiberPipes.Measure(settings, driver, idle);
                samples[driver].Add(sample);
                Say($"figure: {Beside(driver, idle),-34}", sample);
            }
        }

        return samples.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<PipesSample>)entry.Value);
    }

    private PipesReport Report()
    {
        PipesFigures[] peers =
        [
            .. _missing,
            .. ((string[])[Threads, StateMachine]).Where(_samples.ContainsKey).Select(name => PipesFigures.Of(name, _samples[name])),
        ];
        PipesDriverFigures[] drivers = [.. settings.Drivers.Select(driver => Compare(driver, peers))];
        return new PipesReport
        {
            Driver = drivers[0].Driver,
            MegabytesPerSecond = drivers[0].MegabytesPerSecond,
            CpuSecondsPerGigabyte = drivers[0].CpuSecondsPerGigabyte,
            Drivers = drivers,
            Peers = peers,
            Rounds = settings.Rounds,
            Seconds = settings.Seconds,
            Pairs = settings.Pairs,
            Message = settings.Message,
            PipeCapacity = PipesSettings.Capacity,
            Idle = settings.Idle,
            IdlePipes = IdleFibers.PipesFor(settings.Idle, settings.Pairs),
        };
    }

    private PipesDriverFigures Compare(string driver, PipesFigures[] peers)
    {
        var own = PipesFigures.Of(driver, _samples[Beside(driver, settings.Idle)]);
        var alone = PipesFigures.Of(driver, _samples[Beside(driver, 0)]);
        double cost = own.CpuSecondsPerGigabyte!.Value;
        return new PipesDriverFigures
        {
            Driver = driver,
            MegabytesPerSecond = own.MegabytesPerSecond!.Value,
            CpuSecondsPerGigabyte = cost,
            Idle = settings.Idle,
            CpuSecondsPerGigabyteOfRounds = own.CpuSecondsPerGigabyteOfRounds!,
            WithoutIdle = alone,
            BesideIdleRatio = Math.Round(alone.CpuSecondsPerGigabyte!.Value / cost, 3),
            AgainstThreads = Against(Threads),
            AgainstStateMachine = Against(StateMachine),
        };

        double? Against(string name) =>
            Array.Find(peers, peer => peer.Name == name)?.CpuSecondsPerGigabyte is { } theirs ? Math.Round(theirs / cost, 3) : null;
    }

    private static string Beside(string driver, int idle) => $"ringspun ({driver}), {idle} waiting";

    private static void Say(string what, PipesSample sample) =>
        Console.Error.WriteLine($"{what} {sample.MegabytesPerSecond,8:F0} MB/s {sample.CpuSecondsPerGigabyte,8:F3} CPU s/GB");
}
