using System.Globalization;
using System.Runtime.InteropServices;
using Ringspun.Bench.Http;
using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>
/// The user-level stack beside the kernel's TCP, each over interfaces towards the same kernel's end, in namespaces of the measurement's own. Rounds are
/// interleaved, so that what else the machine does meets all alike.
/// </summary>
internal sealed class HeadToHeadBenchmark(HeadToHeadSettings settings)
{
    private readonly Cores _cores = Cores.Pick();

    public HeadToHeadReport Run()
    {
        double load = double.Parse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture);
        DirectoryInfo scratch = Directory.CreateTempSubdirectory("ringspun-bench-");
        TwoNetworks networks = new();
        EndProcesses processes = new(networks, _cores);
        Lock gate = new();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => End());
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => End());
        NamespaceEntry.WatchOutside(() =>
        {
            End();
            Environment.Exit(1);
        });
        try
        {
            IReadOnlyList<Contender> contenders = Contender.All(settings.Drivers, settings.Devices);
            foreach (Contender contender in contenders)
            {
                networks.Connect(contender);
            }

            return Measure(contenders, processes, scratch, load);
        }
        finally
        {
            End();
        }

        void End()
        {
            lock (gate)
            {
                processes.Dispose();
                if (Directory.Exists(scratch.FullName))
                {
                    scratch.Delete(recursive: true);
                }
            }
        }
    }

    private HeadToHeadReport Measure(IReadOnlyList<Contender> contenders, EndProcesses processes, DirectoryInfo scratch, double load)
    {
        SampleBook book = new();
        ServerRounds? servers = null;
        IdleRounds? idle = null;
        if ((settings.Parts & (HeadToHeadParts.Bulk | HeadToHeadParts.Connect)) != 0)
        {
            new EndRounds(processes, book, settings).Measure(contenders);
        }

        if ((settings.Parts & (HeadToHeadParts.Http | HeadToHeadParts.Latency)) != 0)
        {
            servers = new ServerRounds(processes, book, settings, _cores);
            servers.Measure(contenders, BenchSite.Create(scratch, HeadToHeadSettings.FileSize));
        }

        if (settings.Parts.HasFlag(HeadToHeadParts.Idle))
        {
            idle = new IdleRounds(processes, book, settings);
            idle.Measure(contenders);
        }

        return new HeadToHeadReport
        {
            Figures = book.ToFigures(contenders),
            Rounds = settings.Rounds,
            Seconds = settings.Seconds,
            LatencyRate = servers?.LatencyRate,
            Connections = settings.Connections,
            Idle = idle?.Held,
            LoadBefore = load,
            EndCore = _cores.Server,
            PeerCore = _cores.Load,
        };
    }
}
