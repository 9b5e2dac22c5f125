using Ringspun.Simulation;
using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Ip;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Worlds;

/// <summary>Makes worlds: hosts of two networks, a router for each, and a link between those that may be narrower than all others.</summary>
internal static class RandomWorld
{
    // The smallest that IPv6 allows (RFC 8200 section 5).
    private const int LeastMtu = 1_280;
    private static readonly IpPrefix[] Everywhere = [IpPrefix.Parse("0.0.0.0/0"), IpPrefix.Parse("::/0")];

    public static World Create(int seed, Random random)
    {
        World world = new(seed, random);
        Router[] routers = [world.Internet.Add(new Router(), "r0"), world.Internet.Add(new Router(), "r1")];
        Link trunk = world.Internet.Connect(routers[0], routers[1], Conditions(random) with { Mtu = random.Next(LeastMtu, 1_500) }, Conditions(random) with { Mtu = random.Next(LeastMtu, 1_500) });
        for (int i = 0; i < routers.Length; i++)
        {
            routers[i].AddRoutes(trunk, [IpAddress.Parse($"10.9.0.{i + 1}"), IpAddress.Parse($"2001:db8:9::{i + 1}")], Everywhere);
        }

        // Some routers drop what is too long in silence.
        routers[0].AnswersByIcmp = random.Next(4) != 0;
        routers[1].AnswersByIcmp = random.Next(4) != 0;
        int count = random.Next(2, 9);
        for (int i = 0; i < count; i++)
        {
            Host host = world.Add(Options(random, i), $"h{i}");
            Router router = routers[random.Next(2)];

            // On one link of each way only: two bits may hide each other from a checksum.
            Link link = world.Internet.Connect(host, router, (random.Next(4) == 0 ? Conditions(random) : new LinkOptions()) with { Mtu = 9_000, Corruption = 0 });
            IpAddress[] gateways = [IpAddress.Parse($"10.0.{i}.254"), IpAddress.Parse($"2001:db8:{i}::fe")];
            router.AddRoutes(link, gateways, [.. host.Stack.Options.Addresses]);
            World.Listen(host, random.Next(1, 5));
        }

        return world;
    }

    private static LinkOptions Conditions(Random random) => new()
    {
        Delay = LatencyDistribution.Uniform(Time(random, 30_000), TimeSpan.FromMilliseconds(random.Next(3) == 0 ? 60 : 30)),
        JitterReorders = random.Next(3) == 0,
        Loss = random.Next(3) == 0 ? 0 : random.NextDouble() * 0.1,
        Burst = random.Next(3) == 0 ? new BurstLoss(random.NextDouble() * 0.05, 0.1 + (random.NextDouble() * 0.8)) : null,
        Duplication = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        Corruption = random.Next(3) == 0 ? random.NextDouble() * 0.05 : 0,
        Reordering = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        ReorderingDelay = LatencyDistribution.Uniform(TimeSpan.Zero, TimeSpan.FromMilliseconds(200)),
        BitsPerSecond = random.Next(3) == 0 ? random.NextInt64(1_000_000, 100_000_000) : 0,
        QueueBytes = random.Next(5_000, 100_000),
        Outages = random.Next(6) == 0
            ? new Outages(LatencyDistribution.Uniform(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20)), LatencyDistribution.Uniform(TimeSpan.Zero, TimeSpan.FromSeconds(random.Next(1, 40))))
            : null,
    };

    private static TimeSpan Time(Random random, int microseconds) => TimeSpan.FromMicroseconds(random.Next(microseconds));

    private static StackOptions Options(Random random, int number) => new()
    {
        Addresses = [IpPrefix.Parse($"10.0.{number}.1/24"), IpPrefix.Parse($"2001:db8:{number}::1/64")],
        Routes = [new Route(Everywhere[0], IpAddress.Parse($"10.0.{number}.254")), new Route(Everywhere[1], IpAddress.Parse($"2001:db8:{number}::fe"))],
        Mtu = random.Next(LeastMtu, 4_000),
        SuperSegment = random.Next(3) == 0 ? ushort.MaxValue : 0,
        ChecksumOffload = random.Next(3) == 0,
        BufferBudget = random.Next(2) == 0 ? 256 << 20 : random.Next(65_536, 300_000),
        Tcp = new TcpSettings
        {
            Sack = random.Next(4) != 0,
            Timestamps = random.Next(4) != 0,
            WindowScaling = random.Next(4) != 0,
            NoDelay = Arbitrary.Coin(random),
            Congestion = (CongestionAlgorithm)random.Next(2),
            Ecn = (EcnPolicy)random.Next(3),
            PathMtuProbing = (PathMtuProbing)random.Next(3),
            ReceiveBuffer = Arbitrary.Coin(random) ? 0 : random.Next(2_048, 100_000),
            SendBuffer = Arbitrary.Coin(random) ? 0 : random.Next(2_048, 100_000),
            UserTimeout = random.Next(60, 900) * World.Second,
            DelayedAck = random.Next(3) * 40_000_000L,

            // A peer that has forgotten the connection is noticed by probes alone.
            KeepAlive = true,
            KeepAliveIdle = 300 * World.Second,
        },
    };
}
