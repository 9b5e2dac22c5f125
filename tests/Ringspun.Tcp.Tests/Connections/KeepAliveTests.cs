using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Keep-alive probes (RFC 9293 section 3.8.4).</summary>
public class KeepAliveTests
{
    private const long Hour = 3600 * Second;

    // RFC9293 MUST-24, RFC9293 MUST-25.
    [Fact]
    public void Nothing_is_sent_unless_it_was_asked_for()
    {
        Script script = Passive();
        script.Advance(1000 * Hour);
        script.ExpectNothing();
        Assert.Equal(long.MaxValue, script.Stack.NextDeadline);
    }

    // RFC9293 MUST-26, RFC9293 MUST-28.
    [Fact]
    public void An_idle_connection_is_probed_after_two_hours()
    {
        Script script = Passive(settings: new TcpSettings { KeepAlive = true });
        script.Advance(Hour);
        script.Send(Ack, 1, 1, 10);
        script.Expect(Ack, 1, 11);
        script.Advance((2 * Hour) - 1);
        script.ExpectNothing();
        script.Advance(1);
        script.Expect(Ack, 0, 11, 0);
        script.Send(Ack, 11, 1);
        script.Advance((2 * Hour) - 1);
        script.ExpectNothing();
        script.Advance(1);
        script.Expect(Ack, 0, 11, 0);
    }

    // RFC9293 MUST-27, RFC9293 MUST-29.
    [Fact]
    public void Only_many_probes_without_an_answer_end_the_connection()
    {
        Script script = Passive(settings: new TcpSettings { KeepAlive = true, KeepAliveIdle = 10 * Second, KeepAliveInterval = Second, KeepAliveCount = 3 });
        script.Advance(10 * Second);
        script.Expect(Ack, 0, 1, 0);
        script.Advance(Second);
        script.Expect(Ack, 0, 1, 0);
        script.Send(Ack, 1, 1);
        script.Advance(10 * Second);
        for (int i = 0; i < 3; i++)
        {
            script.Expect(Ack, 0, 1, 0);
            script.ExpectNothing();
            Assert.Equal(TcpState.Established, script.State);
            script.Advance(Second);
        }

        script.Expect(Rst | Ack);
        Assert.Equal(StackError.TimedOut, script.Info.Failure);
    }

    [Fact]
    public void It_can_be_turned_on_and_off_later()
    {
        Script script = Passive();
        TcpSettings on = new() { KeepAlive = true, KeepAliveIdle = Second };
        script.Stack.Configure(script.Now, script.Id, on);
        script.Advance(Second);
        script.Expect(Ack, 0, 1, 0);
        script.Stack.Configure(script.Now, script.Id, on with { KeepAlive = false });
        script.Advance(Hour);
        script.ExpectNothing();
    }
}
