using Ringspun.Simulation;
using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Each fault comes as often as it was told to, and the others do not. Rates are bounded by five standard deviations, for fixed seeds.</summary>
public class LinkFaultTests
{
    private const int Count = 40_000;

    [Theory]
    [InlineData(1, 0.01)]
    [InlineData(2, 0.2)]
    [InlineData(3, 0.5)]
    public void Loss(int seed, double chance)
    {
        TwoHosts hosts = new(seed, new LinkOptions { Loss = chance });
        hosts.Say(Count);
        AssertRate(chance, hosts.Counters[PacketFate.Lost]);
        Assert.Equal(Count - hosts.Counters[PacketFate.Lost], hosts.B.Received);
        Assert.Equal(hosts.B.Numbers.Order(), hosts.B.Numbers);
        Assert.Equal(hosts.B.Numbers.Distinct(), hosts.B.Numbers);
    }

    [Fact]
    public void No_fault_is_no_fault()
    {
        TwoHosts hosts = new(1, new LinkOptions());
        hosts.Say(Count);
        Assert.Equal(Enumerable.Range(1, Count).Select(number => (long)number), hosts.B.Numbers);
        foreach (PacketFate fate in Enum.GetValues<PacketFate>().Where(fate => fate is not (PacketFate.Sent or PacketFate.Delivered or PacketFate.Count)))
        {
            Assert.Equal(0, hosts.Counters[fate]);
        }
    }

    [Theory]
    [InlineData(1, 0.01, 0.25)]
    [InlineData(2, 0.05, 0.5)]
    [InlineData(3, 0.002, 0.05)]
    public void Loss_in_bursts(int seed, double enter, double leave)
    {
        BurstLoss burst = new(enter, leave);
        TwoHosts hosts = new(seed, new LinkOptions { Burst = burst });
        hosts.Say(10 * Count, interval: 1_000);
        List<int> bursts = [];
        long expected = 1;
        foreach (long number in hosts.B.Numbers)
        {
            if (number > expected)
            {
                bursts.Add((int)(number - expected));
            }

            expected = number + 1;
        }

        Assert.Equal(enter / (enter + leave), burst.Rate, 1e-12);
        Assert.InRange(hosts.Counters[PacketFate.Lost] / (10.0 * Count), burst.Rate * 0.9, burst.Rate * 1.1);

        // The lengths of bursts are geometric, with the mean 1 / leave.
        Assert.InRange(bursts.Average(), 0.9 / leave, 1.1 / leave);
        Assert.InRange(bursts.Count(length => length == 1) / (double)bursts.Count, leave * 0.85, leave * 1.15);
    }

    [Fact]
    public void Loss_of_a_good_and_of_a_bad_link()
    {
        BurstLoss burst = new(0.02, 0.1, LossWhenBad: 0.6, LossWhenGood: 0.01);
        TwoHosts hosts = new(7, new LinkOptions { Burst = burst });
        hosts.Say(10 * Count, interval: 1_000);
        Assert.InRange(hosts.Counters[PacketFate.Lost] / (10.0 * Count), burst.Rate * 0.95, burst.Rate * 1.05);
    }

    /// <summary>Up for 80 to 120, down for 20 to 30 ms: a fifth of the time, in whole stretches.</summary>
    [Theory]
    [InlineData(1_000_000)]
    [InlineData(100_000)]
    public void Outages_go_by_time(long interval)
    {
        TwoHosts hosts = new(9, new LinkOptions
        {
            Outages = new Outages(
                LatencyDistribution.Uniform(TimeSpan.FromMilliseconds(80), TimeSpan.FromMilliseconds(120)),
                LatencyDistribution.Uniform(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(30))),
        });
        hosts.Say(Count, interval: interval);
        Assert.InRange(hosts.Counters[PacketFate.Lost] / (double)Count, 0.18, 0.22);
        long expected = 1;
        foreach (long number in hosts.B.Numbers)
        {
            if (number > expected)
            {
                Assert.InRange((number - expected) * interval, 20_000_000 - interval, 30_000_000 + interval);
            }

            expected = number + 1;
        }
    }

    [Fact]
    public void A_link_that_changes_all_the_time_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TwoHosts(1, new LinkOptions { Outages = new Outages(TimeSpan.Zero, TimeSpan.Zero) }));

    [Fact]
    public void Duplication()
    {
        TwoHosts hosts = new(4, new LinkOptions { Duplication = 0.1 });
        hosts.Say(Count);
        AssertRate(0.1, hosts.Counters[PacketFate.Duplicated]);
        Assert.Equal(Count + hosts.Counters[PacketFate.Duplicated], hosts.B.Received);
        Assert.Equal(Count, hosts.B.Numbers.Distinct().Count());
        Assert.All(hosts.B.Numbers.CountBy(number => number), pair => Assert.InRange(pair.Value, 1, 2));
    }

    [Fact]
    public void Reordering()
    {
        TwoHosts hosts = new(5, new LinkOptions { Reordering = 0.1, ReorderingDelay = TimeSpan.FromMilliseconds(3.5) });
        hosts.Say(Count);
        AssertRate(0.1, hosts.Counters[PacketFate.Reordered]);
        long late = 0;
        long highest = 0;
        foreach (long number in hosts.B.Numbers)
        {
            late += number < highest ? 1 : 0;
            Assert.True(number > highest - 4, "a packet that is 3.5 ms late is overtaken by three, sent every millisecond");
            highest = Math.Max(highest, number);
        }

        // Overtaken it is unless those behind it are as late.
        Assert.InRange(late, hosts.Counters[PacketFate.Reordered] * 0.99, hosts.Counters[PacketFate.Reordered]);
        Assert.Equal(Count, hosts.B.Numbers.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Corruption(int bits)
    {
        TwoHosts hosts = new(6, new LinkOptions { Corruption = 0.1, CorruptedBits = bits });
        hosts.A.KeepsPackets = hosts.B.KeepsPackets = true;
        hosts.Say(Count);
        AssertRate(0.1, hosts.Counters[PacketFate.Corrupted]);
        Assert.Equal(Count, hosts.B.Received);
        byte[] expected = new byte[100];
        long damaged = 0;
        for (int i = 0; i < Count; i++)
        {
            Datagrams.Write(expected, hosts.A.Address, hosts.B.Address, 100, i + 1);
            int flipped = expected.Zip(hosts.B.Packets[i], (sent, came) => int.PopCount(sent ^ came)).Sum();
            Assert.True(flipped <= bits);
            damaged += flipped > 0 ? 1 : 0;

            // A single bit never passes the internet checksum.
            Assert.True(bits > 1 || flipped == 0 || hosts.B.Numbers[i] == -1);
        }

        Assert.InRange(damaged, hosts.Counters[PacketFate.Corrupted] * 0.95, hosts.Counters[PacketFate.Corrupted]);
    }

    [Fact]
    public void A_fixed_delay_is_exact()
    {
        TwoHosts hosts = new(1, new LinkOptions { Delay = TimeSpan.FromMilliseconds(25) });
        hosts.Say(1_000);
        for (int i = 0; i < 1_000; i++)
        {
            Assert.Equal((i * 1_000_000L) + 25_000_000, hosts.B.Times[i]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Jitter_keeps_the_order_unless_it_may_not(bool reorders)
    {
        TwoHosts hosts = new(8, new LinkOptions
        {
            Delay = LatencyDistribution.Uniform(TimeSpan.FromMilliseconds(10), TimeSpan.FromMilliseconds(30)),
            JitterReorders = reorders,
        });
        hosts.Say(Count);
        Assert.Equal(!reorders, hosts.B.Numbers.Zip(hosts.B.Numbers.Skip(1), (first, second) => first < second).All(inOrder => inOrder));
        List<long> delays = [.. hosts.B.Numbers.Select((number, i) => hosts.B.Times[i] - ((number - 1) * 1_000_000))];
        Assert.True(delays.Min() >= 10_000_000 && delays.Max() <= 30_000_000);
        if (reorders)
        {
            Assert.InRange(delays.Average(), 19_800_000, 20_200_000);
        }
    }

    [Fact]
    public void What_is_longer_than_the_mtu_is_dropped_and_told()
    {
        List<int> told = [];
        TwoHosts hosts = new(1, new LinkOptions { Mtu = 1_000, TooBig = (_, _, packet) => told.Add(packet.Length) });
        hosts.Say(1, length: 1_000);
        hosts.Say(1, length: 1_001);
        Assert.Equal(1, hosts.B.Received);
        Assert.Equal([1_001], told);
        Assert.Equal(1, hosts.Counters[PacketFate.TooBig]);
    }

    [Fact]
    public void A_link_that_is_down_passes_nothing_and_what_is_on_the_way_arrives()
    {
        TwoHosts hosts = new(1, new LinkOptions());
        hosts.A.Say(hosts.Internet, hosts.B.Address, 1);
        hosts.Link.Set(hosts.Link.ToB.Options with { IsUp = false });
        hosts.Say(5);
        hosts.Link.Set(hosts.Link.ToB.Options with { IsUp = true });
        hosts.Say(1);
        Assert.Equal([1L, 7], hosts.B.Numbers);
        Assert.Equal(5, hosts.Counters[PacketFate.LinkDown]);
    }

    [Fact]
    public void A_rule_decides_about_single_packets()
    {
        TwoHosts hosts = new(1, new LinkOptions
        {
            Rule = static (number, _, _) => number switch
            {
                2 => LinkVerdict.Drop,
                4 => LinkVerdict.Duplicate,
                6 => LinkVerdict.Corrupt,
                8 => LinkVerdict.Delay,
                _ => LinkVerdict.Pass,
            },
        });
        hosts.Say(10, interval: 900_000);
        Assert.Equal([1L, 3, 4, 4, 5, -1, 7, 9, 10, 8], hosts.B.Numbers);
    }

    [Fact]
    public void Marks_are_set_where_the_queue_is_long_and_the_sender_takes_part()
    {
        foreach (Ecn ecn in new[] { Ecn.Capable0, Ecn.Capable1, Ecn.NotCapable })
        {
            TwoHosts hosts = new(1, new LinkOptions { BitsPerSecond = 8_000_000, MarkBytes = 3_000 });
            hosts.A.Ecn = ecn;
            hosts.B.KeepsPackets = true;
            hosts.Say(10, length: 1_000, interval: 1);
            List<Ecn> marks = [.. hosts.B.Packets.Select(packet => (Ecn)(packet[1] & 3))];

            // One is being sent, two wait below the threshold.
            Ecn then = ecn == Ecn.NotCapable ? ecn : Ecn.CongestionExperienced;
            Assert.Equal([ecn, ecn, ecn, then, then, then, then, then, then, then], marks);
            Assert.DoesNotContain(-1L, hosts.B.Numbers);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_same_seed_gives_the_same_run_and_another_another(int seed)
    {
        LinkOptions bad = new()
        {
            Delay = LatencyDistribution.Uniform(TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(9)),
            JitterReorders = true,
            BitsPerSecond = 1_000_000,
            QueuePackets = 5,
            Loss = 0.05,
            Burst = new BurstLoss(0.01, 0.3),
            Duplication = 0.05,
            Reordering = 0.05,
            Corruption = 0.05,
        };
        TwoHosts first = new(seed, bad);
        first.Say(5_000);
        TwoHosts second = new(seed, bad);
        second.Say(5_000);
        Assert.Equal(first.Internet.TraceHash, second.Internet.TraceHash);
        Assert.Equal(first.B.Numbers, second.B.Numbers);
        TwoHosts other = new(seed + 1, bad);
        other.Say(5_000);
        Assert.NotEqual(first.Internet.TraceHash, other.Internet.TraceHash);
    }

    [Fact]
    public void A_link_more_changes_nothing_for_the_others()
    {
        LinkOptions lossy = new() { Loss = 0.3 };
        TwoHosts alone = new(1, lossy);
        alone.Say(1_000);
        TwoHosts more = new(1, lossy);
        more.Internet.Connect(more.B, new Talker(IpAddress.Parse("10.0.0.3")), lossy);
        more.Say(1_000);
        Assert.Equal(alone.B.Numbers, more.B.Numbers);
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_chance_is_from_zero_to_one(double chance)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new TwoHosts(1, new LinkOptions { Loss = chance }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TwoHosts(1, new LinkOptions { Burst = new BurstLoss(chance, 0.5) }));
    }

    private static void AssertRate(double chance, long happened)
    {
        double deviation = Math.Sqrt(Count * chance * (1 - chance));
        Assert.InRange(happened, (Count * chance) - (5 * deviation), (Count * chance) + (5 * deviation));
    }
}
