using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Links carry what their rate says, and queues hold what they may.</summary>
public class LinkRateTests
{
    [Theory]
    [InlineData(10_000_000L, 1_500)]
    [InlineData(10_000_000L, 64)]
    [InlineData(10_000_000_000L, 64)]
    [InlineData(7_777_777L, 1_001)]
    public void A_link_delivers_its_rate(long bitsPerSecond, int length)
    {
        const int Packets = 20_000;
        TwoHosts hosts = new(1, new LinkOptions { BitsPerSecond = bitsPerSecond, QueuePackets = Packets });

        // All at once: the queue is never empty.
        hosts.Say(Packets, length, interval: 0);
        Assert.Equal(Packets, hosts.B.Received);
        double seconds = (hosts.B.Times[^1] - hosts.B.Times[0]) / 1e9;
        double rate = (Packets - 1) * 8.0 * length / seconds;
        Assert.InRange(rate, bitsPerSecond * 0.9999, bitsPerSecond * 1.0001);

        // The first takes its own time and the link's delay.
        Assert.InRange(hosts.B.Times[0], 1_000_000 + (long)(8e9 * length / bitsPerSecond) - 1, 1_000_000 + (long)(8e9 * length / bitsPerSecond) + 1);
    }

    [Fact]
    public void An_overloaded_link_delivers_its_rate_and_drops_the_rest()
    {
        // 12 Mb/s into 10 Mb/s for ten seconds.
        TwoHosts hosts = new(1, new LinkOptions { BitsPerSecond = 10_000_000, QueuePackets = 50 });
        hosts.Say(10_000, length: 1_500, interval: 1_000_000);
        double rate = hosts.Counters.BytesDelivered * 8 / 10.0;
        Assert.InRange(rate, 9_990_000, 10_070_000);
        Assert.Equal(10_000 - hosts.B.Received, hosts.Counters[PacketFate.QueueFull]);

        // What is not dropped waits for a full queue and itself: 51 packets of 1.2 ms.
        Assert.InRange(hosts.B.Times[^1] - ((hosts.B.Numbers[^1] - 1) * 1_000_000), 59_000_000, 63_000_000);
    }

    [Fact]
    public void A_queue_is_bounded_in_packets_and_drops_the_last()
    {
        TwoHosts hosts = new(1, new LinkOptions { BitsPerSecond = 1_000_000, QueuePackets = 5 });
        hosts.Say(20, length: 1_000, interval: 0);

        // One is being sent, five wait.
        Assert.Equal([1L, 2, 3, 4, 5, 6], hosts.B.Numbers);
        Assert.Equal(14, hosts.Counters[PacketFate.QueueFull]);
    }

    [Fact]
    public void A_queue_is_bounded_in_bytes()
    {
        TwoHosts hosts = new(1, new LinkOptions { BitsPerSecond = 1_000_000, QueueBytes = 2_500 });
        hosts.Say(20, length: 1_000, interval: 0);
        Assert.Equal([1L, 2, 3], hosts.B.Numbers);
    }

    [Fact]
    public void A_queue_drains_at_the_rate()
    {
        TwoHosts hosts = new(1, new LinkOptions { BitsPerSecond = 8_000_000 });
        hosts.A.Say(hosts.Internet, hosts.B.Address, 10, 1_000, 0);
        Assert.Equal(9_000, hosts.Link.ToB.QueuedBytes);
        hosts.Internet.Run(TimeSpan.FromMilliseconds(3));
        Assert.Equal(6_000, hosts.Link.ToB.QueuedBytes);
        hosts.Internet.Run(TimeSpan.FromMilliseconds(30));
        Assert.Equal(0, hosts.Link.ToB.QueuedBytes);
    }

    [Fact]
    public void Directions_have_their_own_behaviour()
    {
        SimulatedInternet internet = new(1);
        Talker a = new(IpAddress.Parse("10.0.0.1"));
        Talker b = new(IpAddress.Parse("10.0.0.2"));
        Link link = internet.Connect(a, b, new LinkOptions { Delay = TimeSpan.FromMilliseconds(1) }, new LinkOptions { Delay = TimeSpan.FromMilliseconds(50) });
        a.Say(internet, b.Address, 1);
        b.Say(internet, a.Address, 1);
        internet.Run(TimeSpan.FromSeconds(1));
        Assert.Equal([1_000_000L], b.Times);
        Assert.Equal([50_000_000L], a.Times);
        Assert.Same(link.ToA, link.From(b));
        Assert.Equal(("n1-n2", "n2>n1"), (link.Name, link.ToA.Name));
    }
}
