using Ringspun.Simulation;
using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>Two stacks and a link: every byte arrives in order, whatever the link does.</summary>
public class TransferTests
{
    public static TheoryData<string> Conditions => [.. Kinds.Keys];

    private static LinkOptions Wire { get; } = new() { Mtu = 9_000 };

    private static Dictionary<string, LinkOptions> Kinds { get; } = new()
    {
        ["clean"] = Wire,
        ["lossy"] = Wire with { Loss = 0.03 },
        ["very lossy"] = Wire with { Loss = 0.2 },
        ["bursts"] = Wire with { Burst = new BurstLoss(0.01, 0.3) },
        ["outages"] = Wire with { Outages = new Outages(Times(50, 500), Times(1, 300)) },
        ["jitter"] = Wire with { Delay = Times(1, 6), JitterReorders = true },
        ["reordering"] = Wire with { Reordering = 0.05, Delay = Times(10, 10), ReorderingDelay = Times(10, 80) },
        ["duplicating"] = Wire with { Duplication = 0.2, Delay = Times(1, 2), JitterReorders = true },
        ["corrupting"] = Wire with { Corruption = 0.02 },
        ["slow"] = Wire with { BitsPerSecond = 5_000_000, QueueBytes = 30_000, Delay = Times(20, 20) },
        ["all at once"] = Wire with
        {
            Loss = 0.02,
            Burst = new BurstLoss(0.01, 0.5),
            Duplication = 0.02,
            Corruption = 0.01,
            Reordering = 0.01,
            Delay = Times(1, 3),
            JitterReorders = true,
            BitsPerSecond = 50_000_000,
        },
    };

    [Theory, MemberData(nameof(Conditions))]
    public void Both_directions_arrive_whole(string kind) => Seeded.Each(12, (seed, random) => Run(seed, random, Kinds[kind]));

    [Fact]
    public void The_same_seed_gives_the_same_history()
    {
        ulong first = Run(7, new Random(7), Kinds["all at once"]);
        Assert.Equal(first, Run(7, new Random(7), Kinds["all at once"]));
        Assert.NotEqual(first, Run(8, new Random(8), Kinds["all at once"]));
    }

    private static LatencyDistribution Times(int shortest, int longest) =>
        LatencyDistribution.Uniform(TimeSpan.FromMilliseconds(shortest), TimeSpan.FromMilliseconds(longest));

    private static ulong Run(int seed, Random random, LinkOptions conditions)
    {
        World world = new(seed, random) { Length = () => random.Next(400_000) };
        world.Internet.Guard(nameof(TransferTests), () =>
        {
            bool superSegments = random.Next(4) == 0;
            Host[] hosts = [world.Add(Options(random, 1, superSegments), "h1"), world.Add(Options(random, 2, superSegments), "h2")];
            world.Internet.Connect(hosts[0], hosts[1], conditions);
            World.Listen(hosts[1], 4);
            world.Open(hosts[0], new Endpoint(hosts[1].Address(Arbitrary.Coin(random)), World.Port));
            for (int tick = 0; tick < 100_000 && !(world.Parties.Count == 2 && world.AllOver); tick++)
            {
                world.Internet.Run(TimeSpan.FromMilliseconds(100));
                world.Step();
            }

            Assert.Equal(2, world.Parties.Count);
            Assert.All(world.Parties, static party => Assert.Equal(StackError.None, party.Transfer.Failure));
            Assert.All(world.Parties, static party => Assert.True(party.Transfer.IsClosed, $"{party.Transfer}"));
            Assert.Equal(world.Parties[0].Transfer.Length, world.Parties[1].Transfer.Received);
            Assert.Equal(world.Parties[1].Transfer.Length, world.Parties[0].Transfer.Received);
            world.ExpectNothingLeft();
        });
        return world.Internet.TraceHash;
    }

    private static StackOptions Options(Random random, int number, bool superSegments) => new()
    {
        Addresses = [IpPrefix.Parse($"10.0.0.{number}/24"), IpPrefix.Parse($"2001:db8::{number}/64")],
        Mtu = random.Next(1280, 9000),
        SuperSegment = superSegments ? ushort.MaxValue : 0,
        ChecksumOffload = Arbitrary.Coin(random),
        Tcp = new TcpSettings
        {
            Sack = random.Next(4) != 0,
            Timestamps = random.Next(4) != 0,
            WindowScaling = random.Next(4) != 0,
            NoDelay = Arbitrary.Coin(random),
            Congestion = (CongestionAlgorithm)random.Next(2),
            PathMtuProbing = (PathMtuProbing)random.Next(3),
            ReceiveBuffer = Arbitrary.Coin(random) ? 0 : random.Next(3_000, 300_000),
            SendBuffer = Arbitrary.Coin(random) ? 0 : random.Next(3_000, 300_000),
        },
    };
}
