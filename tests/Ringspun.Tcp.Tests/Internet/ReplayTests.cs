using Ringspun.Simulation;
using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Random topologies with every fault: what happened happens again.</summary>
public class ReplayTests
{
    [Fact]
    public void A_seed_replays_exactly() => Seeded.Each(30, (seed, _) =>
    {
        (ulong hash, long events, long received) = Run(seed);
        Assert.Equal((hash, events, received), Run(seed));
        Assert.True(received > 0 && events > 1_000, $"{received} packets received, {events} events");
        Assert.NotEqual(hash, Run(seed + 1_000).Hash);
    });

    /// <summary>Two to eight hosts behind a line of one to four routers, all talking to all.</summary>
    private static (ulong Hash, long Events, long Received) Run(int seed)
    {
        Random random = new(seed);
        SimulatedInternet internet = new(seed);
        Router[] routers = [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => internet.Add(new Router(), $"r{i}"))];
        List<(Talker Host, int Router)> hosts = [];
        for (int i = random.Next(2, 9); i > 0; i--)
        {
            hosts.Add((internet.Add(new Talker(new IpAddress(0x0A00_0001u + ((uint)i << 8))), $"h{i}"), random.Next(routers.Length)));
        }

        Link[] trunk = [.. Enumerable.Range(0, routers.Length - 1).Select(i => internet.Connect(routers[i], routers[i + 1], Bad(random), Bad(random)))];
        foreach ((Talker host, int home) in hosts)
        {
            Link access = internet.Connect(host, routers[home], Bad(random), Bad(random));
            IpPrefix prefix = new(host.Address, 24);
            for (int i = 0; i < routers.Length; i++)
            {
                Link next = i == home ? access : i < home ? trunk[i] : trunk[i - 1];
                routers[i].AddRoutes(next, [new IpAddress(0x0AFF_0001u + (uint)i)], prefix);
            }
        }

        foreach ((Talker host, _) in hosts)
        {
            host.DontFragment = random.Next(2) == 0;
            host.Say(internet, hosts[random.Next(hosts.Count)].Host.Address, 400, random.Next(40, 1_500), random.Next(1, 3_000_000));
        }

        while (internet.Step())
        {
        }

        Assert.Equal(0, internet.PacketsOnTheWay);
        foreach (LinkDirection direction in internet.Links.SelectMany(link => new[] { link.ToA, link.ToB }))
        {
            // Every packet has an end that is known.
            LinkCounters counters = direction.Counters;
            Assert.Equal(
                counters[PacketFate.Sent] + counters[PacketFate.Duplicated],
                counters[PacketFate.Delivered] + counters[PacketFate.Lost] + counters[PacketFate.QueueFull] + counters[PacketFate.TooBig]);
        }

        return (internet.TraceHash, internet.EventCount, hosts.Sum(host => host.Host.Received));
    }

    private static LinkOptions Bad(Random random) => new()
    {
        Delay = LatencyDistribution.Uniform(TimeSpan.FromMicroseconds(random.Next(5_000)), TimeSpan.FromMicroseconds(random.Next(5_000, 50_000))),
        JitterReorders = random.Next(2) == 0,
        BitsPerSecond = random.Next(3) == 0 ? 0 : random.NextInt64(1_000_000, 1_000_000_000),
        QueuePackets = random.Next(2, 100),
        MarkBytes = random.Next(2) * 5_000,
        Loss = random.NextDouble() * 0.05,
        Burst = random.Next(2) == 0 ? null : new BurstLoss(random.NextDouble() * 0.02, 0.3),
        Duplication = random.NextDouble() * 0.05,
        Reordering = random.NextDouble() * 0.05,
        Corruption = random.NextDouble() * 0.05,
        Mtu = random.Next(3) == 0 ? random.Next(576, 1_500) : 1_500,
    };
}
