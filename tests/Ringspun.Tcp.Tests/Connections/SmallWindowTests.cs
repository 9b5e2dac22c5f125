using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Windows that are closed, or smaller than a segment.</summary>
public class SmallWindowTests
{
    // RFC9293 MUST-66, SHLD-2: text in a reset does not make it unacceptable.
    [Fact]
    public void A_reset_with_text_counts_while_the_window_is_closed()
    {
        Script script = Closed();
        script.Send(Rst, 2_049, length: 20);
        script.ExpectNothing();
        Assert.Equal(StackError.Reset, script.Info.Failure);
    }

    // RFC 9293 section 3.10.7.4, first: the text is not taken, but what it acknowledges is, and the window that it tells of.
    [Fact]
    public void An_acknowledgment_with_text_counts_while_the_window_is_closed()
    {
        Script script = Closed();
        script.Write(500);
        script.Expect(Ack, 1, 2_049, 500, window: 0);
        script.Send(Ack, 2_049, 501, 100, window: 7_000);
        script.Expect(Ack, 501, 2_049, 0, window: 0);
        Assert.Equal((0, 7_000u), (script.Info.SendQueued, script.Info.SndWnd));
        Assert.Equal(2_048, script.Info.Readable);
        script.Advance(10 * Second);
        script.ExpectNothing();
    }

    [Theory]
    [InlineData(-1, 501)]
    [InlineData(1, 501)]
    [InlineData(0, 502)]
    public void That_of_a_segment_elsewhere_does_not_and_neither_does_a_wrong_one(int offset, int acknowledgment)
    {
        Script script = Closed();
        script.Write(500);
        script.Expect(Ack, 1, 2_049, 500, window: 0);
        script.Send(Ack, 2_049 + offset, acknowledgment, 100, window: 7_000);
        script.Expect(Ack, 501, 2_049, 0, window: 0);
        Assert.Equal((500, 65_535u), (script.Info.SendQueued, script.Info.SndWnd));
    }

    [Fact]
    public void That_of_a_FIN_counts_while_the_window_is_closed()
    {
        Script script = Closed();
        script.Shutdown();
        script.Expect(Ack | Fin, 1, 2_049, 0, window: 0);
        script.Send(Ack, 2_049, 2, 100);
        script.Expect(Ack, 2, 2_049, 0, window: 0);
        Assert.Equal(TcpState.FinWait2, script.State);
    }

    [Fact]
    public void Text_in_a_reset_does_not_reach_into_the_window()
    {
        Script script = Passive();
        script.Send(Rst, -1, length: 20);
        script.ExpectNothing();
        Assert.Equal(TcpState.Established, script.State);
    }

    // RFC 9293 section 3.8.6.2.1: of the conditions to send less than a segment, the third holds for Nagle's algorithm too.
    [Fact]
    public void Half_the_largest_window_is_not_sent_while_something_is_outstanding()
    {
        Script script = Passive(window: 600);
        script.Write(200);
        script.Expect(Ack, 1, 1, 200);
        script.Write(2_000);
        script.ExpectNothing();
        script.Send(Ack, 1, 201, window: 600);
        script.Expect(Ack, 201, 1, 600);
    }

    [Fact]
    public void Without_nagles_algorithm_it_is()
    {
        Script script = Passive(settings: new TcpSettings { NoDelay = true }, window: 600);
        script.Write(200);
        script.Expect(Ack, 1, 1, 200);
        script.Write(2_000);
        script.Expect(Ack, 201, 1, 400);
        script.ExpectNothing();
    }

    // Options take their part of each segment, and what has no room for data would never end.
    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(63)]
    [InlineData(65_536)]
    public void Segments_that_options_alone_could_fill_are_refused(int size)
    {
        TcpSettings settings = new() { MaximumSegmentSize = size };
        Assert.Throws<ArgumentOutOfRangeException>(() => new Script(settings));
        Assert.Throws<ArgumentOutOfRangeException>(() => Passive().Stack.Connect(0, new Endpoint(new IpAddress(0x0A00_0002), 5), out _, settings));
    }

    [Fact]
    public void The_smallest_segments_carry_data_beside_the_longest_options()
    {
        Script script = Passive(Everything, new TcpSettings { MaximumSegmentSize = 64, NoDelay = true });
        script.Send(Ack, 1_000, 1, 10);
        script.Send(Ack, 2_000, 1, 10);
        script.Send(Ack, 3_000, 1, 10);
        script.Ignore();
        script.Write(50);
        script.Expect(Ack, 1, 1, 24);
        script.Expect(Ack, 25, 1, 24);
        script.Expect(Ack, 49, 1, 2);
    }

    /// <summary>A connection whose receive buffer is full.</summary>
    private static Script Closed()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 2_048 });
        script.Send(Ack, 1, 1, 1_000);
        script.Send(Ack, 1_001, 1, 1_000);
        script.Send(Ack, 2_001, 1, 48);
        script.Ignore();
        Assert.Equal(0u, script.Info.RcvWnd);
        return script;
    }
}
