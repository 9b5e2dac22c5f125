using Ringspun.Bench.Measuring;

namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>The memory of idle connections of ours: each has had a byte go each way, and a fiber that waits for the next.</summary>
internal sealed class IdleRounds(EndProcesses processes, SampleBook book, HeadToHeadSettings settings)
{
    // What a process needs descriptors for beside the connections it holds.
    private const int Spare = 500;
    private const int WarmUpConnections = 200;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    /// <summary>What was held, in words; null when nothing was.</summary>
    public string? Held { get; private set; }

    public void Measure(IReadOnlyList<Contender> contenders)
    {
        IReadOnlyList<int> shares = Share(settings.Idle, DescriptorLimit() - Spare, EndPorts.TouchPorts - 1);
        Held = $"{shares.Sum()} idle connections, held by {shares.Count} processes";
        foreach (Contender contender in contenders.Where(contender => contender.Network != EndNetwork.Kernel))
        {
            book.Add(0, Quantity.IdleMemory, contender, new EndSample(Measure(contender, shares)));
            processes.EndAll();
        }
    }

    /// <summary>The connections of each of the processes that hold them, the fewest that are enough.</summary>
    internal static IReadOnlyList<int> Share(int connections, int mostOfOne, int mostProcesses)
    {
        int count = Math.Min(mostProcesses, (connections + mostOfOne - 1) / mostOfOne);
        int all = (int)Math.Min(connections, (long)count * mostOfOne);
        return [.. Enumerable.Range(0, count).Select(i => (int)((long)all * (i + 1) / count) - (int)((long)all * i / count))];
    }

    private double Measure(Contender contender, IReadOnlyList<int> shares)
    {
        ControlledProcess end = processes.StartEnd(contender);
        ControlledProcess first = processes.StartPeer();
        _ = EndRounds.Numbers(first.Ask($"{TcpPeerCommand.Hold} {contender.Address} {shares.Count} {WarmUpConnections}", Patience));
        long before = Resident(end);
        for (int port = 0; port < shares.Count; port++)
        {
            double[] held = EndRounds.Numbers(processes.StartPeer().Ask($"{TcpPeerCommand.Hold} {contender.Address} {port} {shares[port]}", Patience));
            Console.Error.WriteLine($"{contender.Name}: {held[0]} connections more are open");
        }

        return (double)(Resident(end) - before) / shares.Sum();
    }

    /// <summary>Without the garbage of opening them, which is no connection's.</summary>
    private static long Resident(ControlledProcess end)
    {
        Thread.Sleep(Settling);
        end.Ask(TcpEndCommand.Collect, Patience);
        return ProcessMemory.Resident(end.Id);
    }

    private static int DescriptorLimit()
    {
        string line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, System.Globalization.CultureInfo.InvariantCulture, out int limit) ? limit : int.MaxValue;
    }
}
