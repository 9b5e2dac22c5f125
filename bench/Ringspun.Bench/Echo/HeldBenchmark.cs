using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Echo;

/// <summary>Memory of connections that have had one message back and are silent since, at one kind of server after the other.</summary>
internal sealed class HeldBenchmark(EchoSettings settings, int connections)
{
    private const int WarmUpConnections = 64;

    // Under the limit of 20,000 descriptors that many machines have.
    private const int MostOfOneProcess = 18_000;

    private readonly Cores _cores = Cores.Pick();

    public HeldReport Run() => new(settings, connections, [.. EchoServerKind.All(settings).Select(Measure)]);

    private HeldFigures Measure(EchoServerKind kind)
    {
        if (kind.Package is not null)
        {
            return new HeldFigures(kind.Name, kind.Package, null, null, null);
        }

        int processes = (connections + MostOfOneProcess - 1) / MostOfOneProcess;
        Console.Error.WriteLine($"{kind.Name}: {connections} connections to {processes} processes");
        List<EchoServerProcess> servers = [];
        List<EchoLoadProcess> loads = [];
        try
        {
            long grown = 0;
            double seconds = 0;
            for (int i = 0; i < processes; i++)
            {
                int part = (connections / processes) + (i < connections % processes ? 1 : 0);
                EchoServerProcess server = kind.Start(_cores.Server);
                servers.Add(server);
                WarmUp(server);
                long before = ProcessMemory.Resident(server.ProcessId);
                EchoLoadProcess load = new(server, settings.Bytes, _cores.Load);
                loads.Add(load);
                load.Connect(part);
                Settle();
                grown += ProcessMemory.Resident(server.ProcessId) - before;
            }

            double cpu = servers.Sum(server => server.ThreadSeconds);
            Thread.Sleep(TimeSpan.FromSeconds(settings.Seconds));
            seconds = servers.Sum(server => server.ThreadSeconds) - cpu;
            return new HeldFigures(kind.Name, null, processes, Math.Round((double)grown / connections, 1), Math.Round(seconds, 3));
        }
        finally
        {
            loads.ForEach(load => load.Dispose());
            servers.ForEach(server => server.Dispose());
        }
    }

    private void WarmUp(EchoServerProcess server)
    {
        using (EchoLoadProcess load = new(server, settings.Bytes, _cores.Load))
        {
            load.Connect(WarmUpConnections);
            load.WarmUp();
        }

        Settle();
    }

    /// <summary>What the load has left behind ends.</summary>
    private static void Settle() => Thread.Sleep(TimeSpan.FromSeconds(1));
}
