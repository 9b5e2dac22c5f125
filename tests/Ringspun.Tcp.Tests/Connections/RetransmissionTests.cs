using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Timeouts and fast retransmit without SACK (RFC 6298, RFC 5681, RFC 6582, RFC 3042).</summary>
public class RetransmissionTests
{
    // RFC9293 MUST-19.
    [Fact]
    public void Silence_doubles_the_timeout_each_time()
    {
        Script script = Passive();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        long wait = 200 * Millisecond;
        for (int i = 0; i < 6; i++)
        {
            script.Advance(wait - 1);
            script.ExpectNothing();
            script.Advance(1);
            script.Expect(Ack, 1, 1, 100);
            wait *= 2;
        }
    }

    // RFC9293 MUST-20, RFC9293 MUST-21.
    [Fact]
    public void A_silent_peer_is_given_up_after_the_time_that_was_set()
    {
        Script script = Passive(settings: new TcpSettings { UserTimeout = 30 * Second });
        script.Write(100);
        script.Advance((30 * Second) - 1);
        Assert.Equal(TcpState.Established, script.State);
        script.Ignore();
        script.Advance(1);
        script.Expect(Rst | Ack);
        Assert.Equal(StackError.TimedOut, script.Info.Failure);
        Assert.Equal(ConnectionEvents.Failed, script.Events() & ConnectionEvents.Failed);
        Assert.Equal(0, script.Pool.Rented);
    }

    [Fact]
    public void After_a_timeout_slow_start_begins_with_one_segment()
    {
        Script script = Passive();
        script.Write(10_000);
        for (int i = 0; i < 10; i++)
        {
            script.Expect(Ack, 1 + (1000 * i), 1, 1000);
        }

        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 1, 1000);
        script.ExpectNothing();
        Assert.Equal(1000u, script.Info.CongestionWindow);
        script.Send(Ack, 1, 1001);
        script.Expect(Ack, 1001, 1, 1000);
        script.Expect(Ack, 2001, 1, 1000);
        script.ExpectNothing();
    }

    [Fact]
    public void An_acknowledgment_of_all_stops_the_timer()
    {
        Script script = Passive();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        script.Send(Ack, 1, 101);
        script.Advance(1000 * Second);
        script.ExpectNothing();
    }

    [Fact]
    public void A_repeated_acknowledgment_neither_stops_nor_moves_the_timer()
    {
        Script script = Passive();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        script.Advance(100 * Millisecond);
        script.Send(Ack, 1, 1);
        script.Send(Ack, 1, 1, 50);
        script.Advance(100 * Millisecond);
        script.Expect(Ack, length: 0);
        script.Expect(Ack, 1, length: 100);
    }

    [Fact]
    public void A_partial_acknowledgment_restarts_the_timer_for_the_rest()
    {
        Script script = Passive(settings: new TcpSettings { NoDelay = true });
        script.Write(2000);
        script.Ignore();
        script.Advance(150 * Millisecond);
        script.Send(Ack, 1, 1001);
        long timeout = script.Info.RetransmissionTimeout;
        script.Advance(timeout - 1);
        script.ExpectNothing();
        script.Advance(1);
        script.Expect(Ack, 1001, 1, 1000);
    }

    // RFC9293 MUST-18.
    [Fact]
    public void What_was_sent_twice_is_not_measured()
    {
        Script script = Passive();
        long before = script.Info.SmoothedRtt;
        script.Write(100);
        script.Advance(5 * Second);
        script.Ignore();
        script.Send(Ack, 1, 101);
        Assert.Equal(before, script.Info.SmoothedRtt);
    }

    [Fact]
    public void A_round_trip_is_measured_by_the_time_of_arrival()
    {
        Script script = Passive();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        script.Advance(80 * Millisecond);
        script.Send(Ack, 1, 101);
        script.Advance(5 * Second);

        // The handshake took no time: SRTT = 7/8 * 1 ns + 1/8 * 80 ms.
        Assert.InRange(script.Info.SmoothedRtt, 10 * Millisecond, (10 * Millisecond) + 10);
    }

    [Fact]
    public void Three_duplicates_repair_without_a_timeout()
    {
        Script script = Passive();
        script.Write(10_000);
        script.Ignore();
        script.Send(Ack, 1, 1);
        script.ExpectNothing();
        script.Send(Ack, 1, 1);
        script.ExpectNothing();
        script.Send(Ack, 1, 1);
        script.Expect(Ack, 1, 1, 1000);
        script.ExpectNothing();
    }

    [Fact]
    public void The_first_two_duplicates_let_new_segments_go()
    {
        Script script = Passive(settings: new TcpSettings { SendBuffer = 100_000 });
        script.Write(20_000);
        script.Ignore();
        script.Send(Ack, 1, 1);
        script.Expect(Ack, 10_001, 1, 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 1);
        script.Expect(Ack, 11_001, 1, 1000);
        script.ExpectNothing();
        script.Send(Ack, 1, 1);
        script.Expect(Ack, 1, 1, 1000);
    }

    [Fact]
    public void A_partial_acknowledgment_repairs_the_next_hole()
    {
        Script script = Passive();
        script.Write(10_000);
        script.Ignore();
        for (int i = 0; i < 5; i++)
        {
            script.Send(Ack, 1, 1);
        }

        script.Expect(Ack, 1, 1, 1000);
        script.Send(Ack, 1, 4001);
        script.Expect(Ack, 4001, 1, 1000);
        script.Send(Ack, 1, 10_001);
        script.ExpectNothing();
    }

    [Theory]
    [InlineData(CongestionAlgorithm.NewReno, 5000)]
    [InlineData(CongestionAlgorithm.Cubic, 7000)]
    public void A_loss_reduces_the_threshold(CongestionAlgorithm algorithm, uint threshold)
    {
        Script script = Passive(settings: new TcpSettings { Congestion = algorithm });
        script.Write(10_000);
        script.Ignore();
        for (int i = 0; i < 3; i++)
        {
            script.Send(Ack, 1, 1);
        }

        Assert.Equal(threshold, script.Info.SlowStartThreshold);
    }

    [Theory]
    [InlineData(0, 10)]
    [InlineData(1, 0)]
    public void What_carries_data_or_moves_the_window_is_no_duplicate(int length, int window)
    {
        Script script = Passive();
        script.Write(10_000);
        script.Ignore();
        for (int i = 0; i < 6; i++)
        {
            script.Send(Ack, 1 + (i * length), 1, length, 65_000 - (i * window));
        }

        Assert.Equal(0, script.Stack.Counters[StackCounter.FastRecoveries]);
    }

    [Fact]
    public void A_fin_is_sent_again_like_data()
    {
        Script script = Passive();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        script.Shutdown();
        script.Expect(Fin | Ack, 101, 1, 0);
        script.Send(Ack, 1, 101);
        script.Advance(5 * Second);
        script.Expect(Fin | Ack, 101, 1, 0);
        script.Ignore();
        script.Send(Ack, 1, 102);
        Assert.Equal(TcpState.FinWait2, script.State);
    }
}
