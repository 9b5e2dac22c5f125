using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Explicit congestion notification (RFC 3168 section 6.1).</summary>
public class EcnTests
{
    private static readonly TcpSettings Asks = new() { Ecn = EcnPolicy.Always, NoDelay = true };

    /// <summary>A connection of a peer that has asked for ECN.</summary>
    private static Script Agreed(TcpOptions? peer = null, TcpSettings? settings = null)
    {
        Script script = new Script(settings ?? new TcpSettings { NoDelay = true }).Listening();
        script.Send(Syn | Ece | Cwr, options: peer ?? Plain);
        script.Expect(Syn | Ack | Ece, 0, 1);
        script.Send(Ack, 1, 1);
        return script.Accept();
    }

    /// <summary>Ten segments of 1,000 bytes are outstanding.</summary>
    private static Script TenOutstanding(int more = 20_000)
    {
        Script script = Agreed();
        script.Write(10_000 + more);
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(Ecn.Capable0, script.Expect(Ack, 1 + (1000 * i), 1, 1000).Ecn);
        }

        script.ExpectNothing();
        return script;
    }

    [Fact]
    public void A_peer_that_asks_gets_it()
    {
        Script script = new Script().Listening();
        script.Send(Syn | Ece | Cwr, options: Plain);
        Assert.Equal(Ecn.NotCapable, script.Expect(Syn | Ack | Ece, 0, 1).Ecn);
        script.Send(Ack, 1, 1);
        script.Accept();
        script.Write(100);
        Assert.Equal(Ecn.Capable0, script.Expect(Ack, 1, 1, 100).Ecn);
    }

    [Theory]
    [InlineData(EcnPolicy.Never, Ece | Cwr)]
    [InlineData(EcnPolicy.Always, None)]
    [InlineData(EcnPolicy.Always, Ece)]
    [InlineData(EcnPolicy.Always, Cwr)]
    public void Otherwise_nothing_is_agreed_on(EcnPolicy policy, TcpFlags asked)
    {
        Script script = new Script(new TcpSettings { Ecn = policy }).Listening();
        script.Send(Syn | asked, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.Accept();
        script.Write(100);
        Assert.Equal(Ecn.NotCapable, script.Expect(Ack, 1, 1, 100).Ecn);
        script.Send(Ack, 1, 101, 10, ecn: Ecn.CongestionExperienced);
        script.Expect(Ack, 101, 11, 0);
    }

    [Fact]
    public void By_default_nobody_is_asked()
    {
        Script script = new Script().Connect();
        script.Expect(Syn, 0);
    }

    [Theory]
    [InlineData(Ece, Ecn.Capable0)]
    [InlineData(None, Ecn.NotCapable)]
    [InlineData(Cwr, Ecn.NotCapable)]
    [InlineData(Ece | Cwr, Ecn.NotCapable)]
    public void Only_ece_alone_is_an_answer(TcpFlags answer, Ecn expected)
    {
        Script script = new Script(Asks).Connect();
        Assert.Equal(Ecn.NotCapable, script.Expect(Syn | Ece | Cwr, 0).Ecn);
        script.Send(Syn | Ack | answer, 0, 1, options: Plain);
        Assert.Equal(Ecn.NotCapable, script.Expect(Ack, 1, 1, 0).Ecn);
        script.Write(100);
        Assert.Equal(expected, script.Expect(Ack, 1, 1, 100).Ecn);
    }

    [Fact]
    public void A_syn_that_is_sent_again_does_not_ask()
    {
        Script script = new Script(Asks).Connect();
        script.Expect(Syn | Ece | Cwr, 0);
        script.Advance(Second);
        script.Expect(Syn, 0);

        // The answer may be to the first: nothing of ours may be marked, but marks are echoed (section 6.1.1).
        script.Send(Syn | Ack | Ece, 0, 1, options: Plain);
        script.Expect(Ack, 1, 1, 0);
        script.Write(100);
        Assert.Equal(Ecn.NotCapable, script.Expect(Ack, 1, 1, 100).Ecn);
        script.Send(Ack, 1, 101, 10, ecn: Ecn.CongestionExperienced);
        script.Expect(Ack | Ece, 101, 11, 0);
    }

    [Fact]
    public void A_peer_that_asks_no_more_gets_nothing()
    {
        Script script = new Script().Listening();
        script.Send(Syn | Ece | Cwr, options: Plain);
        script.Expect(Syn | Ack | Ece, 0, 1);
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.Accept();
        script.Write(100);
        Assert.Equal(Ecn.NotCapable, script.Expect(Ack, 1, 1, 100).Ecn);
    }

    [Fact]
    public void Both_sides_may_ask_at_once()
    {
        Script script = new Script(Asks).Connect();
        script.Expect(Syn | Ece | Cwr, 0);
        script.Send(Syn | Ece | Cwr, 0, options: Plain);
        script.Expect(Syn | Ack | Ece, 0, 1);
        script.Send(Syn | Ack | Ece, 0, 1, options: Plain);
        script.Write(100);
        Assert.Equal(Ecn.Capable0, script.Expect(Ack, 1, 1, 100).Ecn);
    }

    [Fact]
    public void A_mark_is_echoed_at_once_and_until_the_sender_has_reduced()
    {
        Script script = Agreed().PastQuickAcks();
        script.Send(Ack, 9, 1, 10, ecn: Ecn.CongestionExperienced);
        script.Expect(Ack | Ece, 1, 19, 0);
        script.Send(Ack, 19, 1, 10, ecn: Ecn.Capable0);
        script.Advance(40 * Millisecond);
        script.Expect(Ack | Ece, 1, 29, 0);
        script.Write(5);
        script.Expect(Ack | Ece, 1, 29, 5);

        // A reduction that is marked itself is told of again.
        script.Send(Ack | Cwr, 29, 6, 10, ecn: Ecn.CongestionExperienced);
        script.Expect(Ack | Ece, 6, 39, 0);
        script.Send(Ack | Cwr, 39, 6, 10, ecn: Ecn.Capable0);
        script.Advance(40 * Millisecond);
        script.Expect(Ack, 6, 49, 0);
        Assert.Equal(2, script.Stack.Counters[StackCounter.CongestionMarks]);
    }

    [Fact]
    public void Marks_of_what_is_not_taken_mean_nothing()
    {
        // Section 6.1.5: data outside the window, and section 6.1.4: what carries none.
        Script script = Agreed();
        script.Send(Ack, 1_000_000, 1, 10, ecn: Ecn.CongestionExperienced);
        script.Expect(Ack, 1, 1, 0);
        script.Send(Ack, 1, 1, ecn: Ecn.CongestionExperienced);
        script.Send(Ack, 1, 1, 10, ecn: Ecn.Capable0);
        script.Expect(Ack, 1, 11, 0);
    }

    [Fact]
    public void An_echo_reduces_the_window_once_and_new_data_says_so()
    {
        Script script = TenOutstanding();
        script.Send(Ack | Ece, 1, 1001);
        Assert.Equal(7000u, script.Info.CongestionWindow);
        script.Send(Ack | Ece, 1, 3001);
        script.Send(Ack | Ece, 1, 4001);
        Assert.Equal(7000u, script.Info.CongestionWindow);
        SeenSegment reduced = script.Expect(Ack | Cwr, 10_001, 1, 1000);
        Assert.Equal(Ecn.Capable0, reduced.Ecn);

        // The peer goes on until it has heard of it: until 11,001 is acknowledged.
        script.Send(Ack | Ece, 1, 10_001);
        Assert.Equal(7000u, script.Info.CongestionWindow);
        script.Ignore();
        script.Send(Ack, 1, 11_001);
        script.Ignore();
        uint before = script.Info.CongestionWindow;
        script.Send(Ack | Ece, 1, 12_001);
        Assert.InRange(script.Info.CongestionWindow, 1000u, before - 1000);
        Assert.Equal(2, script.Stack.Counters[StackCounter.CongestionEchoes]);
        Assert.Equal(0, script.Stack.Counters[StackCounter.Retransmissions]);
    }

    [Fact]
    public void An_echo_from_a_peer_that_has_not_asked_means_nothing()
    {
        Script script = Passive();
        script.Write(2000);
        script.Ignore();
        uint before = script.Info.CongestionWindow;
        script.Send(Ack | Ece, 1, 1001);
        Assert.True(script.Info.CongestionWindow >= before);
        Assert.Equal(0, script.Stack.Counters[StackCounter.CongestionEchoes]);
    }

    [Fact]
    public void Loss_and_marks_of_one_window_are_one_congestion()
    {
        Script script = TenOutstanding();
        script.Send(Ack, 1, 1);
        script.Send(Ack, 1, 1);
        script.Ignore();
        script.Send(Ack | Ece, 1, 1);
        Assert.Equal(Ecn.NotCapable, script.Expect(Ack, 1, 1, 1000).Ecn);
        uint threshold = script.Info.SlowStartThreshold;
        for (int i = 0; i < 4; i++)
        {
            script.Send(Ack | Ece, 1, 1);
        }

        Assert.Equal(threshold, script.Info.SlowStartThreshold);

        // The first new data, and nothing sent again, tells of it.
        script.Send(Ack | Ece, 1, 12_001);
        Assert.Equal(threshold, script.Info.SlowStartThreshold);
        script.Expect(Ack | Cwr, 12_001);
        script.Send(Ack | Ece, 1, 12_001);
        Assert.Equal(threshold, script.Info.SlowStartThreshold);
        Assert.Equal(0, script.Stack.Counters[StackCounter.CongestionEchoes]);
    }

    [Fact]
    public void After_a_timeout_new_data_tells_of_the_reduction()
    {
        Script script = Agreed();
        script.Write(500);
        script.Expect(Ack, 1, 1, 500);
        script.Advance(Second);
        SeenSegment again = script.Expect(Ack, 1, 1, 500);
        Assert.Equal(Ecn.NotCapable, again.Ecn);
        script.Ignore();
        script.Send(Ack, 1, 501);
        script.Write(500);
        script.Expect(Ack | Cwr, 501, 1, 500);
        script.Write(100);
        script.Expect(Ack, 1001, 1, 100);
    }

    [Fact]
    public void Probes_of_a_closed_window_are_not_marked()
    {
        Script script = Agreed();
        script.Send(Ack, 1, 1, window: 0);
        script.Write(100);
        script.Advance(Second);
        Assert.Equal(Ecn.NotCapable, script.Expect(Ack, 1, 1, 1).Ecn);
    }

    [Fact]
    public void The_bits_of_the_settings_are_dscp_alone()
    {
        Script script = Agreed(settings: new TcpSettings { TrafficClass = 0xB9, NoDelay = true });
        script.Write(1);
        Assert.Equal(Ecn.Capable0, script.Expect(Ack, 1, 1, 1).Ecn);
        script.Send(Ack, 1, 2, 1);
        Assert.Equal(Ecn.NotCapable, script.Expect(Ack, 2, 2, 0).Ecn);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_cookie_remembers_it_with_timestamps_alone(bool timestamps)
    {
        TcpOptions offered = timestamps ? Everything : WithSack;
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Ignore();
        script.Peer = script.Peer with { Port = 6000 };
        script.IgnoresOthers = true;
        script.Send(Syn | Ece | Cwr, options: offered);
        SeenSegment cookie = script.Expect(timestamps ? Syn | Ack | Ece : Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1, options: timestamps ? Time(1001, cookie.Options.TimestampValue) : default);
        script.Accept();
        script.Write(100);
        Assert.Equal(timestamps ? Ecn.Capable0 : Ecn.NotCapable, script.Expect(Ack, 1, 1, 100).Ecn);
    }

    [Fact]
    public void A_super_segment_that_tells_of_a_reduction_is_hinted_at()
    {
        Script script = new Script(new TcpSettings { NoDelay = true }, options => options with { SuperSegment = ushort.MaxValue }).Listening();
        script.Send(Syn | Ece | Cwr, options: Plain);
        script.Expect(Syn | Ack | Ece, 0, 1);
        script.Send(Ack, 1, 1);
        script.Accept();
        script.Write(40_000);
        script.Expect(Ack, 1, 1, 10_000);
        script.Send(Ack | Ece, 1, 10_001);
        script.Expect(Ack | Cwr, 10_001, 1, 7000);
        Assert.True(script.LastHints is { CongestionWindowReduced: true, SegmentSize: 1000 }, $"{script.LastHints}");
        script.Send(Ack, 1, 17_001);
        script.Expect(Ack, 17_001, 1);
        Assert.False(script.LastHints.CongestionWindowReduced);
    }
}
