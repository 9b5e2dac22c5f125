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
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 2_048 });
        script.Send(Ack, 1, 1, 1_000);
        script.Send(Ack, 1_001, 1, 1_000);
        script.Send(Ack, 2_001, 1, 48);
        script.Ignore();
        Assert.Equal(0u, script.Info.RcvWnd);
        script.Send(Rst, 2_049, length: 20);
        script.ExpectNothing();
        Assert.Equal(StackError.Reset, script.Info.Failure);
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
}
