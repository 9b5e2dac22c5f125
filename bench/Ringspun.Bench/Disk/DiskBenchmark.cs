using System.Runtime.InteropServices;
using Ringspun.Bench.Figures;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Disk;

/// <summary>Measures our drivers and the peers in turn; rounds are interleaved, so that what else the machine does meets all alike.</summary>
internal sealed class DiskBenchmark(DiskSettings settings)
{
    private static readonly string[] Engines = ["io_uring", "libaio", "psync"];

    private readonly List<DiskContender> _own = [];
    private readonly List<DiskContender> _peers = [];

    public DiskReport Run()
    {
        using DiskFile file = DiskFile.Prepare(settings.File, settings.Block);

        // The signal's usual end follows.
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => file.Dispose());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => file.Dispose());
        Gather(file);
        foreach (DiskContender contender in _own)
        {
            Console.Error.WriteLine($"warming up {contender.Name}");
            _ = contender.Measure(settings.Depth);
        }

        DiskContender[] all = [.. _own, .. _peers.Where(peer => peer.Missing is null)];
        for (int round = 0; round < settings.Rounds; round++)
        {
            for (int i = 0; i < all.Length; i++)
            {
                Measure(all[(round + i) % all.Length], $"round {round + 1} of {settings.Rounds}");
            }
        }

        DiskReport report = Report(file);
        if (settings.Svg is { } svg)
        {
            DiskChart.Write(report, svg, Sweep(all));
        }

        return report;
    }

    private void Gather(DiskFile file)
    {
        foreach (string driver in settings.Drivers)
        {
            _own.Add(new DiskContender(driver, depth => FiberReads.Measure(settings, file, driver, depth)));
        }

        if (!settings.WithPeers)
        {
            return;
        }

        string? fio = Programs.Find("fio");
        foreach (string engine in Engines)
        {
            int jobs = FioRun.Jobs(engine, settings.Depth);
            _peers.Add(new DiskContender(FioName(engine), depth => FioRun.Measure(fio!, settings, file, engine, depth))
            {
                Missing = fio is null ? FioRun.Package : null,
                Threads = jobs > 1 ? jobs : null,
            });
        }

        _peers.Add(new DiskContender(RandomAccessReads.Name, depth => RandomAccessReads.Measure(settings, file, depth)));
    }

    private void Measure(DiskContender contender, string when)
    {
        if (contender.Failed is not null)
        {
            return;
        }

        try
        {
            DiskSample sample = contender.Measure(settings.Depth);
            contender.Samples.Add(sample);
            Say($"{when}: {contender.Name,-24}", sample);
        }
        catch (BenchFailure failure) when (_peers.Contains(contender))
        {
            contender.Failed = failure.Message;
            Console.Error.WriteLine($"{when}: {failure.Message}");
        }
    }

    /// <summary>The figure's points, one measurement each.</summary>
    private static Dictionary<string, List<ChartPoint>> Sweep(IReadOnlyList<DiskContender> contenders)
    {
        var points = contenders.ToDictionary(contender => contender.Name, _ => new List<ChartPoint>());
        foreach (int depth in DiskChart.Depths)
        {
            foreach (DiskContender contender in contenders)
            {
                double reads = double.NaN;
                try
                {
                    DiskSample sample = contender.Measure(depth);
                    Say($"figure: {contender.Name,-24} depth {depth,6}", sample);
                    reads = sample.Iops;
                }
                catch (BenchFailure failure)
                {
                    // A gap in its line.
                    Console.Error.WriteLine($"figure: depth {depth}: {failure.Message}");
                }

                points[contender.Name].Add(new ChartPoint(depth, reads));
            }
        }

        return points;
    }

    private DiskReport Report(DiskFile file)
    {
        DiskFigures[] peers = [.. _peers.Select(peer => peer.Figures())];
        DiskFigures[] own = [.. _own.Select(contender => Compare(contender.Figures(), peers))];
        return new DiskReport
        {
            Driver = own[0].Name,
            Iops = own[0].Iops!.Value,
            LatencyUs = own[0].LatencyUs!,
            CpuMicrosecondsPerRead = own[0].CpuMicrosecondsPerRead!.Value,
            Drivers = own,
            Peers = peers,
            Rounds = settings.Rounds,
            Seconds = settings.Seconds,
            Depth = settings.Depth,
            Block = settings.Block,
            File = file.Path,
            FileSize = file.Size,
        };
    }

    private static DiskFigures Compare(DiskFigures own, DiskFigures[] peers)
    {
        DiskFigures? fio = Array.Find(peers, peer => peer.Name == FioName(own.Name == "epoll" ? "libaio" : own.Name));
        DiskFigures? net = Array.Find(peers, peer => peer.Name == RandomAccessReads.Name);
        return own with
        {
            IopsAgainstFio = fio?.Iops is { } iops ? Math.Round(own.Iops!.Value / iops, 3) : null,
            ReadsPerCpuSecondAgainstRandomAccess =
                net?.CpuMicrosecondsPerRead is { } cpu ? Math.Round(cpu / own.CpuMicrosecondsPerRead!.Value, 3) : null,
        };
    }

    private static string FioName(string engine) => $"fio ({engine})";

    private static void Say(string what, DiskSample sample) => Console.Error.WriteLine(
        $"{what} {sample.Iops,9:F0} reads/s, p50 {sample.MedianMicroseconds,8:F0} µs, p99 {sample.WorstMicroseconds,8:F0} µs, "
        + $"{sample.CpuMicrosecondsPerRead,7:F2} µs of CPU a read");
}
