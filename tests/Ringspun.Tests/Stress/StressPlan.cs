namespace Ringspun.Tests.Stress;

/// <summary>The surroundings of one random program: everything about them comes from the seed.</summary>
internal sealed class StressPlan
{
    private readonly double _networkFaults;
    private readonly double _fileFaults;

    public StressPlan(int seed, int traceLines)
    {
        Seed = seed;
        Random = new Random(seed ^ 0x5EED);
        Loops = Random.Next(0, 4);
        Operations = Random.Next(4, 80);
        Depth = Random.Next(1, 4);
        _networkFaults = Random.Next(3) switch { 0 => 0, 1 => 0.02, _ => 0.1 };
        _fileFaults = Random.Next(2) * 0.1;
        DescriptorLimit = Random.Next(4) == 0 ? Random.Next(4, 12) : int.MaxValue;
        Backlog = Random.Next(3) == 0 ? 1 : 100;
        Driver = new SimulatedDriverOptions
        {
            // Nothing here comes from another thread, so waiting for what cannot come is a deadlock at once.
            PatienceWithOtherThreads = TimeSpan.Zero,
            FileLatency = Latency(),
            LargestFileRead = Random.Next(2) == 0 ? int.MaxValue : Random.Next(1, 200),
            FileFaults = _fileFaults > 0 ? FileFault : null,
            CompletionLatency = Random.Next(2) == 0 ? default : LatencyDistribution.Uniform(TimeSpan.Zero, TimeSpan.FromMicroseconds(Random.Next(1, 500))),
            DescriptorLimit = DescriptorLimit,
            TraceLines = traceLines,
            EventLimit = 1_000_000,
        };
        Network = new SimulatedNetworkOptions
        {
            Link = new SimulatedLink { Latency = Latency(), BytesPerSecond = Random.Next(4) == 0 ? Random.Next(10_000, 10_000_000) : null },
            BufferCapacity = 1 << (Random.Next(20) == 0 ? Random.Next(0, 5) : Random.Next(5, 13)),
            LargestPiece = 1 << Random.Next(3, 12),
            ChunkSize = 1 << Random.Next(2, 11),
            Faults = _networkFaults > 0 ? NetworkFault : null,
        };
    }

    public int Seed { get; }

    public Random Random { get; }

    /// <summary>How many loops share the simulation; 0: one loop that drives itself, as in a program.</summary>
    public int Loops { get; }

    public int Operations { get; }

    public int Depth { get; }

    public int Backlog { get; }

    public int DescriptorLimit { get; }

    public bool HasNetworkFaults => _networkFaults > 0;

    public bool HasFileFaults => _fileFaults > 0;

    public SimulatedDriverOptions Driver { get; }

    public SimulatedNetworkOptions Network { get; }

    private LatencyDistribution Latency()
    {
        var shortest = TimeSpan.FromMicroseconds(Random.Next(1, 100));
        return Random.Next(4) switch
        {
            0 => TimeSpan.Zero,
            1 => shortest,
            2 => LatencyDistribution.Uniform(shortest, shortest * 10),
            _ => LatencyDistribution.HeavyTail(shortest, shortest * 10_000),
        };
    }

    private SimulatedNetworkFault NetworkFault(SimulatedNetworkCall call)
    {
        // A piece is a small thing: there are many.
        double likely = call.Kind == SimulatedNetworkCallKind.Piece ? _networkFaults / 10 : _networkFaults;
        if (call.Chance >= likely)
        {
            return default;
        }

        int choice = (int)(call.Chance / likely * 4);
        return call.Kind switch
        {
            SimulatedNetworkCallKind.Connect when choice == 0 => new SimulatedNetworkFault { Error = Errno.ECONNREFUSED },
            SimulatedNetworkCallKind.Connect when choice == 1 => new SimulatedNetworkFault { Error = Errno.EHOSTUNREACH },
            SimulatedNetworkCallKind.Accept when choice == 0 => new SimulatedNetworkFault { Error = Errno.ECONNABORTED },
            SimulatedNetworkCallKind.Accept when choice == 1 => new SimulatedNetworkFault { Error = Errno.ENFILE },
            SimulatedNetworkCallKind.Receive or SimulatedNetworkCallKind.Send when choice == 0 => new SimulatedNetworkFault { Error = Errno.ENOMEM },
            _ when choice == 2 => new SimulatedNetworkFault { Resets = true },
            _ => new SimulatedNetworkFault { Delay = TimeSpan.FromMilliseconds(choice) },
        };
    }

    private SimulatedFileFault FileFault(SimulatedFileCall call) =>
        call.Chance >= _fileFaults ? default
        : call.Chance < _fileFaults / 2 ? new SimulatedFileFault { Error = Errno.EIO }
        : new SimulatedFileFault { Delay = TimeSpan.FromMilliseconds(3) };
}
