using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.PathMtu;

/// <summary>The search for the size of segments, by segments that are larger than the others (RFC 4821 sections 7.3 to 7.6).</summary>
public class ProbeTests
{
    private const int Small = 984;
    private const long RoundTrip = 10 * Millisecond;

    private static TcpOptions Large => WithSack with { MaximumSegmentSize = 1460 };

    private static TcpSettings Searching { get; } = new() { NoDelay = true, PathMtuProbing = PathMtuProbing.Always };

    [Fact]
    public void The_first_segment_is_a_probe_when_enough_follows()
    {
        Script script = Open(Searching);
        Assert.Equal(Small, script.Info.MaximumSegmentSize);
        script.Write(20_000);
        script.Expect(Ack, 1, length: 1460);
        Assert.All(script.TakeAll(), static seen => Assert.Equal(Small, seen.Data.Length));
        Assert.Equal(1, script.Stack.Counters[StackCounter.PathMtuProbes]);
    }

    [Fact]
    public void A_probe_that_arrives_raises_the_size()
    {
        Script script = Probed();
        script.Send(Ack, 1, 1461);
        Assert.Equal(1460, script.Info.MaximumSegmentSize);
        Assert.Contains(script.TakeAll(), static seen => seen.Data.Length == 1460);
        Assert.Equal((1L, 0L), (script.Stack.Counters[StackCounter.PathMtuProbes], script.Stack.Counters[StackCounter.PathMtuProbesLost]));
    }

    [Fact]
    public void A_probe_that_arrives_out_of_order_raises_it_too()
    {
        Script script = Open(Searching);
        script.Write(Small);
        script.Expect(Ack, 1, length: Small);
        script.Write(20_000);
        script.Expect(Ack, 985, length: 1460);
        script.Send(Ack, 1, 1, options: Sack(985, 2445));
        Assert.Equal(1460, script.Info.MaximumSegmentSize);
    }

    [Fact]
    public void A_lost_probe_is_sent_again_and_is_no_congestion()
    {
        Script script = Probed();
        uint window = script.Info.CongestionWindow;
        LoseProbe(script);
        Assert.Equal((0L, 1L), (script.Stack.Counters[StackCounter.FastRecoveries], script.Stack.Counters[StackCounter.PathMtuProbesLost]));
        Assert.Equal((window, Small), (script.Info.CongestionWindow, script.Info.MaximumSegmentSize));
        Assert.Equal(uint.MaxValue, script.Info.SlowStartThreshold);
    }

    [Fact]
    public void A_loss_beside_the_probe_is_congestion()
    {
        Script script = Probed();
        script.Advance(RoundTrip);

        // The segment behind the probe is missing, too.
        script.Send(Ack, 1, 1, options: Sack(2445, 2445 + (4 * Small)));
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastRecoveries]);
        Assert.True(script.Info.SlowStartThreshold < uint.MaxValue);
    }

    [Fact]
    public void The_loss_of_what_repairs_a_probe_is_congestion()
    {
        Script script = Probed();
        LoseProbe(script);
        script.Advance(RoundTrip);

        // Everything else, and what was sent after the repair, has arrived.
        script.Write(10_000);
        uint end = 1461 + (8 * Small);
        script.Send(Ack, 1, 1, options: Sack(1461, end));
        foreach (SeenSegment seen in script.TakeAll())
        {
            end = Math.Max(end, seen.Sequence + (uint)seen.Data.Length);
        }

        script.Advance(RoundTrip);
        script.Send(Ack, 1, 1, options: Sack(1461, end));
        script.Advance(RoundTrip);
        Assert.Equal(1, script.Stack.Counters[StackCounter.FastRecoveries]);
    }

    [Fact]
    public void After_two_losses_of_a_size_the_range_is_halved()
    {
        SmallPath path = new(Open(Searching), RoundTrip) { Passes = static size => size <= 1100 };
        path.Run(60);
        Assert.Equal([1460, 1460, 1222, 1222, 1103, 1103, 1043], path.Probes[..7]);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1260)]
    [InlineData(1452)]
    [InlineData(1459)]
    public void The_search_ends_near_what_the_path_takes(int most)
    {
        Script script = Open(Searching);
        new SmallPath(script, RoundTrip) { Passes = size => size <= most }.Run(150);
        Assert.InRange(script.Info.MaximumSegmentSize, Math.Max(Small, most - 15), most);
        Assert.True(script.Stack.Counters[StackCounter.PathMtuProbes] < 20);
    }

    [Fact]
    public void After_ten_minutes_the_whole_range_is_searched_again()
    {
        Script script = Open(Searching);
        SmallPath path = new SmallPath(script, RoundTrip) { Passes = static size => size <= 1260 }.Run(100);
        long probes = script.Stack.Counters[StackCounter.PathMtuProbes];
        path.Passes = static _ => true;
        path.Run(100);
        Assert.Equal(probes, script.Stack.Counters[StackCounter.PathMtuProbes]);
        script.Advance(600 * Second);
        path.Run(20);
        Assert.Equal(1460, script.Info.MaximumSegmentSize);
    }

    [Theory]
    [InlineData(4_411, 65_535)]
    [InlineData(20_000, 4_411)]
    public void Too_little_data_or_window_is_no_probe(int bytes, int window)
    {
        Script script = Passive(Large, Searching, window: window, roundTrip: RoundTrip);
        script.Write(bytes);
        Assert.All(script.TakeAll(), static seen => Assert.True(seen.Data.Length <= Small));
        Assert.Equal(0, script.Stack.Counters[StackCounter.PathMtuProbes]);
    }

    [Fact]
    public void A_congestion_window_for_less_than_what_finds_a_loss_is_no_probe()
    {
        Script script = Open(Searching with { InitialWindow = 4 });
        script.Write(20_000);
        Assert.Equal(4, script.TakeAll().Count(static seen => seen.Data.Length == Small));
        script.Send(Ack, 1, 1 + (4 * Small));
        Assert.Contains(script.TakeAll(), static seen => seen.Data.Length == 1460);
    }

    [Fact]
    public void A_probe_that_runs_into_a_timeout_is_tried_once_more()
    {
        Script script = Open(Searching);
        script.Write(20_000);
        script.Expect(Ack, 1, length: 1460);
        script.Skip(500 * Millisecond);
        Assert.Equal(1, script.Stack.Counters[StackCounter.PathMtuProbesLost]);
        Assert.True(script.Stack.Counters[StackCounter.Timeouts] > 0);
        Assert.True(script.Info.SlowStartThreshold < uint.MaxValue, "a timeout is congestion");
        script.Send(Ack, 1, script.Info.SndNxt - script.StackIss);
        Assert.Equal([1460], new SmallPath(script, RoundTrip).Run(30).Probes);
    }

    [Fact]
    public void Without_sack_a_lost_probe_counts_as_congestion()
    {
        Script script = Active(new TcpOptions { Present = TcpOptionSet.MaximumSegmentSize, MaximumSegmentSize = 1460 }, Searching);
        script.Write(20_000);
        script.Expect(Ack, 1, length: 1460);
        script.TakeAll();
        for (int i = 0; i < 3; i++)
        {
            script.Send(Ack, 1, 1);
        }

        Assert.Contains(script.TakeAll(), static seen => seen is { Sequence: 1, Data.Length: Small });
        Assert.Equal((1L, 1L), (script.Stack.Counters[StackCounter.FastRecoveries], script.Stack.Counters[StackCounter.PathMtuProbesLost]));
    }

    [Fact]
    public void A_router_that_names_a_size_ends_a_probe_and_is_believed()
    {
        Script script = Probed();
        script.TooBig(1400, 1);
        script.Expect(Ack, 1, length: Small);
        script.Expect(Ack, 985, length: 476);
        Assert.Equal(Small, script.Info.MaximumSegmentSize);
        script.Advance(RoundTrip);
        script.Send(Ack, 1, script.Info.SndNxt - script.StackIss);
        Assert.Equal([1360], new SmallPath(script, RoundTrip).Run(30).Probes);
        Assert.Equal((1360, 0L), (script.Info.MaximumSegmentSize, script.Stack.Counters[StackCounter.FastRecoveries]));
    }

    [Fact]
    public void What_a_router_has_said_is_doubted_after_ten_minutes()
    {
        Script script = Open(new TcpSettings { NoDelay = true });
        script.Write(1460);
        script.Expect(Ack, 1, length: 1460);
        script.TooBig(1000, 1);
        script.Expect(Ack, 1, length: 960);
        script.Expect(Ack, 961, length: 500);
        script.Send(Ack, 1, 1461);
        SmallPath path = new(script, RoundTrip);
        Assert.Empty(path.Run(30).Probes);
        script.Advance(600 * Second);
        Assert.Equal([1460], path.Run(30).Probes);
        Assert.Equal(1460, script.Info.MaximumSegmentSize);
    }

    [Fact]
    public void A_device_that_cuts_segments_gets_the_probe_uncut()
    {
        Script script = new Script(Searching, static options => options with { SuperSegment = 65_535 }).Connect();
        script.Expect(Syn, 0);
        script.Send(Syn | Ack, 0, 1, options: Large);
        script.Expect(Ack, 1, 1, 0);
        script.Write(20_000);
        script.Expect(Ack, 1, length: 1460);
        script.Expect(Ack, 1461, length: 8 * Small);
        script.Advance(RoundTrip);
        script.Send(Ack, 1, 1461);
        Assert.Equal(1460, script.Info.MaximumSegmentSize);
    }

    private static Script Open(TcpSettings settings) => Passive(Large, settings, roundTrip: RoundTrip);

    /// <summary>A connection whose first segment is a probe; it and what may follow is outstanding.</summary>
    private static Script Probed()
    {
        Script script = Open(Searching);
        script.Write(20_000);
        script.Expect(Ack, 1, length: 1460);
        Assert.Equal(8, script.TakeAll().Count);
        return script;
    }

    private static void LoseProbe(Script script)
    {
        script.Advance(RoundTrip);
        script.Send(Ack, 1, 1, options: Sack(1461, 1461 + (4 * Small)));
        script.Expect(Ack, 1, length: Small);
        script.Expect(Ack, 985, length: 1460 - Small);
    }
}
