using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Mistakes that other stacks have made.</summary>
public class KnownBugTests
{
    [Fact]
    public void A_syn_repeated_after_the_handshake_is_answered_by_an_ack_not_by_a_reset()
    {
        Script script = Passive();
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        script.Send(Syn, 0, options: Plain);
        script.Expect(Ack, 11, 1, 0);
        script.Send(Ack, 1, 11, 10);
        script.Read(10);
        Assert.Equal((TcpState.Established, 0), (script.State, script.Info.SendQueued));
    }

    [Fact]
    public void A_syn_and_ack_repeated_after_the_handshake_is_answered_by_an_ack()
    {
        Script script = Active();
        script.Send(Syn | Ack, 0, 1, options: Plain);
        script.Expect(Ack, 1, 1, 0);
        Assert.Equal(TcpState.Established, script.State);
    }

    [Fact]
    public void An_acknowledgment_of_a_fin_lost_in_simultaneous_close_is_given_again()
    {
        Script script = Passive();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 1);
        script.Expect(Ack, 2, 2);
        script.Send(Fin | Ack, 1, 1);
        script.Expect(Ack, 2, 2);
        Assert.Equal(TcpState.Closing, script.State);
        script.Send(Fin | Ack, 1, 2);
        script.Ignore();
        script.Advance(Second);
        script.Ignore();
        script.Send(Ack, 2, 2);
        Assert.Equal(TcpState.TimeWait, script.State);
    }

    [Theory]
    [InlineData(1300)]
    [InlineData(1280)]
    public void An_mss_larger_than_the_path_over_ipv6_is_cut(int mtu)
    {
        Script script = new Script(adjust: options => options with { Mtu = mtu }, ipv6: true).Listening();
        TcpOptions options = Plain;
        options.MaximumSegmentSize = 9000;
        script.Send(Syn, options: options);
        Assert.Equal(mtu - 60, script.Expect(Syn | Ack, 0, 1).Options.MaximumSegmentSize);
        script.Send(Ack, 1, 1);
        script.Accept();
        script.Write(5000);
        script.Expect(Ack, 1, 1, mtu - 60);
    }

    [Theory]
    [InlineData(5000)]
    [InlineData(-10)]
    [InlineData(1)]
    public void An_acknowledgment_of_nothing_new_stops_no_timer(long ack)
    {
        Script script = Passive();
        script.Write(1000);
        script.Expect(Ack, 1, 1, 1000);
        script.Advance(150 * Millisecond);
        script.Send(Ack, 1, ack);
        script.Ignore();
        script.Advance(49 * Millisecond);
        script.ExpectNothing();
        script.Advance(Millisecond);
        script.Expect(Ack, 1, 1, 1000);
    }

    [Fact]
    public void A_partial_acknowledgment_leaves_the_timer_running_for_the_rest()
    {
        Script script = Passive();
        script.Write(2000);
        script.Expect(Ack, 1, 1, 1000);
        script.Expect(Ack, 1001, 1, 1000);
        script.Send(Ack, 1, 1001);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1001, 1, 1000);
    }

    [Theory]
    [InlineData(100_000, 1)]
    [InlineData(-100_000, 1)]
    [InlineData(1, 100_000)]
    [InlineData(1, -100_000)]
    public void Two_ends_that_have_lost_each_other_do_not_shout_for_ever(long seq, long ack)
    {
        Script script = Passive();
        int answers = 0;
        for (int i = 0; i < 1000; i++)
        {
            // The other end answers each of our answers by what it believes in, after a millisecond.
            script.Send(Ack, seq, ack);
            int before = answers;
            while (script.Stack.Counters[StackCounter.SegmentsSent] > 1 + answers)
            {
                answers++;
            }

            Assert.InRange(answers - before, 0, 1);
            script.Ignore();
            script.Advance(Millisecond);
        }

        Assert.InRange(answers, 2, 3);
        Assert.Equal(TcpState.Established, script.State);
    }

    [Fact]
    public void A_handshake_that_ends_after_its_listener_was_closed_leaves_nothing_behind()
    {
        Script script = new Script().Listening();
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        Assert.Equal(StackError.None, script.Stack.CloseListener(script.Listener));
        script.Send(Ack, 1, 1, 100);
        script.Expect(Rst | Ack, 1, 1);
        script.ExpectNothing();
        Assert.Equal((0, 0L, long.MaxValue), (script.Stack.ConnectionCount, script.Pool.Rented, script.Stack.NextDeadline));

        // The next connection gets the same block, and nothing of the last one.
        script.Listening();
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.Accept();
        Assert.Equal((0, 0), (script.Info.SendQueued, script.Info.Readable));
        script.Write(500);
        script.Expect(Ack, 1, 1, 500);
    }

    [Fact]
    public void A_reset_with_data_or_with_every_option_is_a_reset()
    {
        Script script = Passive();
        script.Send(Rst | Psh | Urg, 1, 0, 20, options: Time(1), urgent: 7);
        Assert.Equal(StackError.Reset, script.Info.Failure);
        script.ExpectNothing();
    }

    [Fact]
    public void Zero_windows_on_both_sides_end_when_either_opens()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 2048, WindowScaling = false }, window: 0);
        script.Send(Ack, 1, 1, 1024, window: 0);
        script.Send(Ack, 1025, 1, 1024, window: 0);
        script.Ignore();
        script.Write(10);
        script.Advance(200 * Millisecond);
        script.Expect(Ack, 1, 2049, 1, 0);
        script.Send(Ack, 2049, 1, window: 1000);
        script.Expect(Ack, 1, 2049, 10);
    }
}
