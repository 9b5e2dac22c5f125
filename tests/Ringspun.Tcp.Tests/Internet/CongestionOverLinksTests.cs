using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Congestion;

namespace Ringspun.Tcp.Tests.Internet;

/// <summary>Congestion control where it belongs: flows through a router into one slow link with a queue.</summary>
public class CongestionOverLinksTests
{
    private const uint Segment = 1_500;

    private readonly SimulatedInternet _internet = new(1, new SimulatedInternetOptions { CaptureBytes = 1 << 16 });
    private readonly List<WindowedSender> _senders = [];
    private Link? _bottleneck;

    public static TheoryData<CongestionAlgorithm> Algorithms => [CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic];

    [Theory, MemberData(nameof(Algorithms))]
    public void One_flow_fills_the_link(CongestionAlgorithm algorithm) => _internet.Guard(nameof(One_flow_fills_the_link), () =>
    {
        // 10 Mb/s and 40 ms: 34 packets in flight, and as many in the queue.
        Build(10_000_000, queue: 34, milliseconds: 20, (algorithm, 0));
        _internet.Run(TimeSpan.FromSeconds(5));
        long before = _bottleneck!.ToB.Counters.BytesDelivered;
        _internet.Run(TimeSpan.FromSeconds(60));
        double rate = (_bottleneck.ToB.Counters.BytesDelivered - before) * 8 / 60.0;
        Assert.InRange(rate, 9_500_000, 10_000_100);
        Assert.InRange(_senders[0].Recoveries, 3, 200);
        Assert.Equal(0, _senders[0].Timeouts);

        // The round trip is the path and the queue, no more.
        Assert.InRange(_senders[0].LargestRtt, 60_000_000, 90_000_000);
    });

    [Theory, MemberData(nameof(Algorithms))]
    public void A_newcomer_gets_its_share(CongestionAlgorithm algorithm) => _internet.Guard(nameof(A_newcomer_gets_its_share), () =>
    {
        Build(10_000_000, queue: 34, milliseconds: 20, (algorithm, 0), (algorithm, 10));
        _internet.Run(TimeSpan.FromSeconds(60));
        long[] before = [.. _senders.Select(sender => sender.Acknowledged)];
        _internet.Run(TimeSpan.FromSeconds(120));
        double ratio = (_senders[0].Acknowledged - before[0]) / (double)(_senders[1].Acknowledged - before[1]);
        Assert.InRange(ratio, 0.6, 1.7);
    });

    [Fact]
    public void On_a_long_fat_path_Cubic_is_faster_than_Reno() => _internet.Guard(nameof(On_a_long_fat_path_Cubic_is_faster_than_Reno), () =>
    {
        // 100 Mb/s and 200 ms hold 1,667 packets; a packet in 20,000 is lost by the wire.
        double[] rates = [.. new[] { CongestionAlgorithm.NewReno, CongestionAlgorithm.Cubic }.Select(algorithm =>
        {
            SimulatedInternet internet = new(5);
            WindowedSender sender = new(Source(0), Destination, algorithm, Segment, 0);
            _ = internet.Connect(sender, new Acknowledger(Destination), new LinkOptions
            {
                BitsPerSecond = 100_000_000,
                QueuePackets = 400,
                Delay = TimeSpan.FromMilliseconds(100),
                Loss = 1 / 20_000.0,
            });
            internet.Flush(sender);
            internet.Run(TimeSpan.FromSeconds(120));
            return sender.Acknowledged * 8.0 * Segment / 120;
        })];
        Assert.True(rates[1] > 1.3 * rates[0], $"Reno {rates[0]:N0} b/s, CUBIC {rates[1]:N0} b/s");
    });

    [Fact]
    public void Where_the_queue_is_long_slow_start_ends_before_it_loses() => _internet.Guard(nameof(Where_the_queue_is_long_slow_start_ends_before_it_loses), () =>
    {
        // Ten times the path's own packets: HyStart++ sees round trips grow long before the queue is full.
        Build(20_000_000, queue: 1_000, milliseconds: 30, (CongestionAlgorithm.Cubic, 0));
        Assert.True(_internet.RunUntil(() => !_senders[0].Control.InSlowStart, TimeSpan.FromSeconds(10)));
        Assert.Equal(0, _senders[0].Recoveries);
        Assert.Equal(0, _bottleneck!.ToB.Counters[PacketFate.QueueFull]);
        Assert.InRange(_senders[0].Control.Window, 50 * Segment, 1_000 * Segment);
    });

    [Fact]
    public void A_link_that_fails_and_comes_back_is_used_again() => _internet.Guard(nameof(A_link_that_fails_and_comes_back_is_used_again), () =>
    {
        Build(10_000_000, queue: 34, milliseconds: 20, (CongestionAlgorithm.Cubic, 0));
        _internet.Run(TimeSpan.FromSeconds(5));
        LinkOptions options = _bottleneck!.ToB.Options;
        _bottleneck.ToB.Options = options with { IsUp = false };
        _internet.Run(TimeSpan.FromSeconds(4));
        Assert.True(_senders[0].Timeouts >= 1);
        _bottleneck.ToB.Options = options;
        _internet.Run(TimeSpan.FromSeconds(3));
        long before = _senders[0].Acknowledged;
        _internet.Run(TimeSpan.FromSeconds(10));
        Assert.InRange((_senders[0].Acknowledged - before) * 8.0 * Segment / 10, 9_000_000, 10_000_100);
    });

    private static IpAddress Destination => IpAddress.Parse("10.9.0.1");

    private static IpAddress Source(int index) => new(0x0A00_0001u + ((uint)index << 8));

    /// <summary>Senders with fast links of their own to a router, and the slow link behind it; the delay is one way.</summary>
    private void Build(long bitsPerSecond, int queue, int milliseconds, params (CongestionAlgorithm Algorithm, int StartSecond)[] flows)
    {
        Router router = _internet.Add(new Router(), "router");
        Acknowledger receiver = _internet.Add(new Acknowledger(Destination), "receiver");
        LinkOptions slow = new() { BitsPerSecond = bitsPerSecond, QueuePackets = queue, Delay = TimeSpan.FromMilliseconds(milliseconds) };
        _bottleneck = _internet.Connect(router, receiver, slow, slow with { BitsPerSecond = 0 });
        router.AddRoutes(_bottleneck, [], new IpPrefix(Destination, 24));
        foreach ((CongestionAlgorithm algorithm, int start) in flows)
        {
            WindowedSender sender = _internet.Add(
                new WindowedSender(Source(_senders.Count), Destination, algorithm, Segment, start * 1_000_000_000L), $"s{_senders.Count}");

            // A little jitter: flows of one period would be locked into each other's phase.
            Link access = _internet.Connect(sender, router, new LinkOptions
            {
                Delay = Simulation.LatencyDistribution.Uniform(TimeSpan.FromMicroseconds(10), TimeSpan.FromMicroseconds(1_200)),
            });
            router.AddRoutes(access, [], new IpPrefix(Source(_senders.Count), 24));
            _senders.Add(sender);
            _internet.Flush(sender);
        }
    }
}
