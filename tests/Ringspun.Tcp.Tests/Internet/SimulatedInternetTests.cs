using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Order, time and limits.</summary>
public class SimulatedInternetTests
{
    /// <summary>A node that calls itself at set times, and forgets or moves deadlines as it likes.</summary>
    private sealed class Clockwork : INode
    {
        public List<long> Calls { get; } = [];

        public Action<long>? Called { get; set; }

        public long NextDeadline { get; set; } = long.MaxValue;

        public void Receive(long now, Link link, ReadOnlySpan<byte> packet)
        {
        }

        public int Transmit(long now, Span<byte> buffer, out Link? link)
        {
            link = null;
            return 0;
        }

        public void Advance(long now)
        {
            Calls.Add(now);
            NextDeadline = long.MaxValue;
            Called?.Invoke(now);
        }
    }

    [Fact]
    public void Nodes_are_called_at_their_deadlines_and_not_at_those_they_gave_up()
    {
        SimulatedInternet internet = new(1);
        Clockwork node = internet.Add(new Clockwork(), "node");
        node.NextDeadline = 500;
        internet.Flush(node);
        node.NextDeadline = 300;
        internet.Flush(node);
        internet.Run(TimeSpan.FromMicroseconds(1));
        Assert.Equal([300L], node.Calls);
        node.NextDeadline = 2_000;
        internet.Flush(node);
        node.NextDeadline = 3_000;
        internet.Flush(node);
        Assert.True(internet.RunUntil(() => node.Calls.Count == 2, TimeSpan.FromSeconds(1)));
        Assert.Equal([300L, 3_000], node.Calls);
        Assert.False(internet.Step());
    }

    [Fact]
    public void What_is_due_at_one_time_happens_in_the_order_of_its_scheduling()
    {
        SimulatedInternet internet = new(1);
        List<int> order = [];
        List<Clockwork> nodes = [];
        for (int i = 0; i < 100; i++)
        {
            int number = i;
            Clockwork node = internet.Add(new Clockwork { NextDeadline = 1_000, Called = _ => order.Add(number) }, $"n{i}");
            nodes.Add(node);
        }

        foreach (Clockwork node in nodes)
        {
            internet.Flush(node);
        }

        internet.Run(TimeSpan.FromMilliseconds(1));
        Assert.Equal(Enumerable.Range(0, 100), order);
    }

    [Fact]
    public void Times_never_go_back()
    {
        SimulatedInternet internet = new(3);
        Random random = new(3);
        long last = 0;
        List<Clockwork> nodes = [.. Enumerable.Range(0, 50).Select(i => internet.Add(new Clockwork(), $"n{i}"))];
        int calls = 0;
        foreach (Clockwork node in nodes)
        {
            node.NextDeadline = random.Next(10_000);
            node.Called = now =>
            {
                Assert.True(now >= last);
                last = now;
                node.NextDeadline = ++calls < 20_000 ? now + random.Next(1_000) : long.MaxValue;
            };
            internet.Flush(node);
        }

        while (internet.Step())
        {
        }

        Assert.InRange(calls, 20_000, 20_050);
    }

    [Fact]
    public void A_loop_without_end_is_found()
    {
        SimulatedInternet internet = new(1, new SimulatedInternetOptions { EventLimit = 1_000 });
        Clockwork node = internet.Add(new Clockwork { NextDeadline = 0 }, "node");
        node.Called = now => node.NextDeadline = now;
        internet.Flush(node);
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => internet.Run(TimeSpan.FromSeconds(1)));
        Assert.Contains("EventLimit", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_passes_although_nothing_happens()
    {
        SimulatedInternet internet = new(1);
        internet.Run(TimeSpan.FromHours(1));
        Assert.Equal(3_600_000_000_000, internet.Now);
        Assert.False(internet.RunUntil(() => false, TimeSpan.FromHours(1)));
    }

    /// <summary>Eight hosts around a router, over two hops each.</summary>
    [Fact]
    public void Packets_cost_no_memory()
    {
        SimulatedInternet internet = new(1);
        Router router = internet.Add(new Router(), "router");
        List<Talker> hosts = [];
        for (int i = 0; i < 8; i++)
        {
            Talker host = internet.Add(new Talker(new IpAddress(0x0A00_0001u + ((uint)i << 8))) { KeepsNumbers = false }, $"h{i}");
            Link link = internet.Connect(host, router, new LinkOptions { BitsPerSecond = 10_000_000_000, Loss = 0.001 });
            router.AddRoutes(link, [], new IpPrefix(host.Address, 24));
            hosts.Add(host);
        }

        Run(10_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(25_000);
        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(hosts.Sum(host => host.Received), 8 * 34_700, 8 * 35_000);
        Assert.True(bytes < 100_000, $"{bytes} bytes for 200,000 packets");

        void Run(int packets)
        {
            for (int i = 0; i < hosts.Count; i++)
            {
                hosts[i].Say(internet, hosts[(i + 3) % hosts.Count].Address, packets, 1_000, 2_000);
            }

            while (internet.Step())
            {
            }
        }
    }
}
