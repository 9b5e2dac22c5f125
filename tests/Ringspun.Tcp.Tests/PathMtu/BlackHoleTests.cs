using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.PathMtu;

/// <summary>Full segments vanish in silence (RFC 4821 section 7.7).</summary>
public class BlackHoleTests
{
    private static TcpOptions Large => new() { Present = TcpOptionSet.MaximumSegmentSize, MaximumSegmentSize = 1460 };

    [Fact]
    public void A_second_timeout_makes_segments_small()
    {
        Script script = Outstanding(1460);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, length: 1460);
        script.Advance(400 * Millisecond);

        // 1,024 bytes with both headers.
        script.Expect(Ack, 1, length: 984);
        script.ExpectNothing();
        Assert.Equal((984, 1L), (script.Info.MaximumSegmentSize, script.Stack.Counters[StackCounter.BlackHoles]));
        script.Send(Ack, 1, 985);
        script.Expect(Ack, 985, length: 476);
    }

    [Fact]
    public void Where_large_segments_have_arrived_it_takes_five_timeouts()
    {
        Script script = Outstanding(1460);
        script.Send(Ack, 1, 1461);
        script.Write(1460);
        script.Expect(Ack, 1461, length: 1460);
        script.Skip((200 + 400 + 800 + 1600) * Millisecond);
        Assert.Equal((4L, 1460), (script.Stack.Counters[StackCounter.Timeouts], script.Info.MaximumSegmentSize));
        script.Skip(3200 * Millisecond);
        Assert.Equal((5L, 984), (script.Stack.Counters[StackCounter.Timeouts], script.Info.MaximumSegmentSize));
    }

    [Fact]
    public void Further_timeouts_halve_the_size_down_to_a_floor()
    {
        Script script = Outstanding(1460);
        script.Skip(600 * Millisecond);
        Assert.Equal(984, script.Info.MaximumSegmentSize);
        script.Advance(800 * Millisecond);
        script.Expect(Ack, 1, length: 512);
        script.Advance(1600 * Millisecond);
        script.Expect(Ack, 1, length: 512);
        script.Skip(60 * Second);
        Assert.Equal((512, 2L), (script.Info.MaximumSegmentSize, script.Stack.Counters[StackCounter.BlackHoles]));
    }

    [Fact]
    public void Ipv6_paths_take_1280_bytes()
    {
        TcpOptions peer = Large with { MaximumSegmentSize = 1440 };
        Script script = Passive(peer, new TcpSettings { NoDelay = true }, ipv6: true);
        script.Write(1440);
        script.Expect(Ack, 1, length: 1440);
        script.Skip(60 * Second);
        Assert.Equal((1220, 1L), (script.Info.MaximumSegmentSize, script.Stack.Counters[StackCounter.BlackHoles]));
    }

    [Fact]
    public void Small_segments_that_vanish_say_nothing_of_the_size()
    {
        Script script = Outstanding(700);
        script.Skip(60 * Second);
        Assert.Equal((1460, 0L), (script.Info.MaximumSegmentSize, script.Stack.Counters[StackCounter.BlackHoles]));
    }

    [Fact]
    public void An_answer_in_between_begins_the_count_anew()
    {
        Script script = Outstanding(2920);
        script.Expect(Ack, 1461, length: 1460);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, length: 1460);
        script.Send(Ack, 1, 1461);
        script.Expect(Ack, 1461, length: 1460);
        // Nothing was measured: the timeout stays backed off (RFC 6298 section 5.7, note).
        script.Advance(400 * Millisecond);
        script.Expect(Ack, 1461, length: 1460);
        Assert.Equal(1460, script.Info.MaximumSegmentSize);
    }

    [Fact]
    public void Turned_off_segments_stay_large()
    {
        Script script = Outstanding(1460, new TcpSettings { NoDelay = true, PathMtuProbing = PathMtuProbing.Off });
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, length: 1460);
        script.Advance(400 * Millisecond);
        script.Expect(Ack, 1, length: 1460);
        script.Skip(60 * Second);
        Assert.Equal((1460, 0L), (script.Info.MaximumSegmentSize, script.Stack.Counters[StackCounter.BlackHoles]));
    }

    [Fact]
    public void A_peer_with_a_small_mss_meets_no_search()
    {
        Script script = Active(Large with { MaximumSegmentSize = 500 }, new TcpSettings { NoDelay = true });
        script.Write(500);
        script.Expect(Ack, 1, length: 500);
        script.Skip(60 * Second);
        Assert.Equal((500, 0L), (script.Info.MaximumSegmentSize, script.Stack.Counters[StackCounter.BlackHoles]));
    }

    [Fact]
    public void After_a_hole_the_old_size_is_tried_first()
    {
        Script script = Outstanding(1460);
        script.Skip(600 * Millisecond);
        script.Write(20_000);
        script.TakeAll();

        // The network is back: what was lost by an outage costs no search.
        List<int> lengths = [];
        for (uint end = 985; script.Info.MaximumSegmentSize < 1460 && lengths.Count < 100;)
        {
            script.Send(Ack, 1, end);
            foreach (SeenSegment seen in script.TakeAll())
            {
                lengths.Add(seen.Data.Length);
                end = Math.Max(end, seen.Sequence + (uint)seen.Data.Length);
            }
        }

        Assert.Equal(1460, script.Info.MaximumSegmentSize);
        Assert.Equal(1, script.Stack.Counters[StackCounter.PathMtuProbes]);
        Assert.Contains(1460, lengths);
    }

    private static Script Outstanding(int bytes, TcpSettings? settings = null)
    {
        Script script = Active(Large, settings ?? new TcpSettings { NoDelay = true });
        script.Write(bytes);
        script.Expect(Ack, 1, length: Math.Min(bytes, 1460));
        return script;
    }
}
