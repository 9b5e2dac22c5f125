using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>One direction, the other, and both.</summary>
public class ShutdownTests
{
    [Fact]
    public void After_shutting_down_reading_what_was_there_and_what_comes_is_dropped()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 2048, WindowScaling = false, DelayedAck = 0 });
        script.Send(Ack, 1, 1, 1024);
        script.Send(Ack, 1025, 1, 1024);
        script.Ignore();
        script.Events();
        Shut(script, ShutdownSides.Receive);
        script.Expect(Ack, 1, 2049, 0, 2048);
        Assert.Equal((0L, 0), (script.Pool.Rented, script.Info.Readable));
        script.ReadEnd();
        for (int i = 0; i < 20; i++)
        {
            script.Send(Ack | Urg, 2049 + (1024 * i), 1, 1024, urgent: 10);
            script.Expect(Ack, 1, 3073 + (1024 * i), 0);
            Assert.InRange(script.Info.RcvWnd, 1024u, 2048u);
        }

        script.ReadEnd();
        Assert.Equal(ConnectionEvents.None, script.Events());
        Assert.Equal((0L, 21L), (script.Pool.Rented, script.Stack.Counters[StackCounter.DataAfterShutdown]));
    }

    [Fact]
    public void What_comes_out_of_order_is_dropped_when_its_turn_is()
    {
        Script script = Passive();
        script.Send(Ack, 101, 1, 100);
        script.Ignore();
        Shut(script, ShutdownSides.Receive);
        script.Send(Ack, 301, 1, 100);
        script.Ignore();
        script.Send(Ack, 1, 1, 100);
        script.Expect(Ack, 1, 201, 0);
        script.Send(Ack, 201, 1, 100);
        script.Expect(Ack, 1, 401, 0);
        Assert.Equal(0, script.Pool.Rented);
    }

    [Fact]
    public void Writing_goes_on_and_the_peers_end_is_told()
    {
        Script script = Passive();
        Shut(script, ShutdownSides.Receive);
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        script.Send(Fin | Ack, 1, 11, 50);
        script.Expect(Ack, 11, 52);
        Assert.Equal((TcpState.CloseWait, ConnectionEvents.EndOfStream), (script.State, script.Events()));
        script.Close();
        script.Expect(Fin | Ack, 11, 52);
        script.Send(Ack, 52, 12);
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void Closing_does_not_reset_for_what_was_dropped_but_for_what_comes_after()
    {
        Script script = Passive();
        script.Send(Ack, 1, 1, 10);
        script.Ignore();
        Shut(script, ShutdownSides.Receive);
        script.Send(Ack, 11, 1, 10);
        script.Ignore();
        script.Close();
        script.Expect(Fin | Ack, 1, 21);
        script.Send(Ack, 21, 2, 10);
        script.Expect(Rst | Ack, 2, 21);
    }

    [Fact]
    public void Both_sides_at_once()
    {
        Script script = Passive();
        script.Write(10);
        Shut(script, ShutdownSides.Both);
        script.Expect(Ack, 1, 1, 10);
        script.Expect(Fin | Ack, 11, 1);
        Shut(script, ShutdownSides.Both);
        script.Send(Ack, 1, 12, 100);
        script.Expect(Ack, 12, 101);
        script.Send(Fin | Ack, 101, 12);
        script.Expect(Ack, 12, 102);
        Assert.Equal(TcpState.TimeWait, script.State);
    }

    [Fact]
    public void Sending_alone_is_shut_down_once()
    {
        Script script = Passive();
        Shut(script, ShutdownSides.Send);
        script.Expect(Fin | Ack, 1, 1);
        Assert.Equal(StackError.ShutDown, script.Stack.Shutdown(script.Now, script.Id, ShutdownSides.Send));
        script.Send(Ack, 1, 2, 10);
        script.Read(10);
        Shut(script, ShutdownSides.None);
    }

    [Fact]
    public void A_connection_that_has_failed_says_why()
    {
        Script script = Passive();
        script.Send(Rst, 1);
        Assert.Equal(StackError.Reset, script.Stack.Shutdown(script.Now, script.Id, ShutdownSides.Receive));
        Assert.Equal(StackError.Reset, script.Stack.Receive(script.Now, script.Id, new byte[1], out _));
        script.Close();
        script.Events();
        Assert.Equal(StackError.InvalidHandle, script.Stack.Shutdown(script.Now, script.Id, ShutdownSides.Receive));
    }

    private static void Shut(Script script, ShutdownSides sides) =>
        Assert.Equal(StackError.None, script.Stack.Shutdown(script.Now, script.Id, sides));
}
