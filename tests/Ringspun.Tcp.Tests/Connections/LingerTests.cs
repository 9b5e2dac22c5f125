using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Closing with the wait for the peer's acknowledgment: SO_LINGER.</summary>
public class LingerTests
{
    [Fact]
    public void No_time_is_an_abort()
    {
        Script script = Open();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        Assert.Equal(StackError.None, script.Stack.Close(script.Now, script.Id, 0));
        script.Expect(Rst | Ack, 101, 1);
        Assert.Equal((0, 0L), (script.Stack.ConnectionCount, script.Pool.Rented));
    }

    [Fact]
    public void The_event_comes_when_the_fin_is_acknowledged()
    {
        Script script = Open();
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        Linger(script, Second);
        script.Expect(Fin | Ack, 101, 1, 0);
        script.Send(Ack, 1, 101);
        Assert.False(script.Stack.TryTakeEvent(out _));
        Assert.Equal(TcpState.FinWait1, script.State);
        script.Send(Ack, 1, 102);
        Assert.Equal(TcpState.FinWait2, script.State);
        Told(script, ConnectionEvents.Closed, StackError.None);
        Assert.Equal(StackError.InvalidHandle, script.Stack.GetInfo(script.Id, out _));
        script.Advance(10 * Second);
        script.Send(Fin | Ack, 1, 102);
        script.Expect(Ack, 102, 2);
        Assert.Equal(1, script.Stack.ConnectionCount);
        script.Advance(60 * Second);
        Assert.Equal(0, script.Stack.ConnectionCount);
        Assert.False(script.Stack.TryTakeEvent(out _));
    }

    [Fact]
    public void When_the_time_has_passed_the_rest_is_lost()
    {
        Script script = Open();
        script.Write(5000);
        Linger(script, Second);
        script.Ignore();
        script.Send(Ack, 1, 1001);
        script.Ignore();
        script.Skip(Second - 1);
        Assert.False(script.Stack.TryTakeEvent(out _));
        script.Advance(1);
        script.Expect(Rst | Ack, 5002, 1);
        Assert.Equal(StackError.LingerTimedOut, script.Info.Failure);
        Told(script, ConnectionEvents.Failed, StackError.LingerTimedOut);
        Assert.Equal((0, 0L, long.MaxValue), (script.Stack.ConnectionCount, script.Pool.Rented, script.Stack.NextDeadline));
    }

    [Fact]
    public void A_peer_that_keeps_its_window_closed_holds_nobody_longer()
    {
        Script script = Open(window: 0);
        script.Write(100);
        Linger(script, 5 * Second);
        for (int i = 0; i < 4; i++)
        {
            script.Skip(Second);
            script.Send(Ack, 1, 1, window: 0);
        }

        script.Skip(Second);
        Told(script, ConnectionEvents.Failed, StackError.LingerTimedOut);
    }

    [Fact]
    public void Unread_data_resets_at_once()
    {
        Script script = Open();
        script.Send(Ack, 1, 1, 10);
        script.Expect(Ack, 1, 11);
        script.Events();
        Assert.Equal(StackError.None, script.Stack.Close(script.Now, script.Id, Second));
        script.Expect(Rst | Ack, 1, 11);
        Assert.False(script.Stack.TryTakeEvent(out _));
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void With_all_acknowledged_there_is_nothing_to_wait_for()
    {
        Script script = Open();
        script.Shutdown();
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Ack, 1, 2);
        Assert.Equal(StackError.None, script.Stack.Close(script.Now, script.Id, Second));
        Assert.Equal(StackError.InvalidHandle, script.Stack.GetInfo(script.Id, out _));
        script.Advance(60 * Second);
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void A_connection_that_is_not_open_yet_is_given_up()
    {
        Script script = new Script().Connect();
        script.Expect(Syn, 0);
        Assert.Equal(StackError.None, script.Stack.Close(script.Now, script.Id, Second));
        Assert.Equal(0, script.Stack.ConnectionCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => script.Stack.Close(script.Now, script.Id, -1));
        Assert.Equal(StackError.InvalidHandle, script.Stack.Close(script.Now, script.Id, Second));
    }

    [Fact]
    public void A_reset_by_the_peer_is_told()
    {
        Script script = Open();
        script.Write(10);
        Linger(script, Second);
        script.Ignore();
        script.Send(Rst, 1);
        Told(script, ConnectionEvents.Failed, StackError.Reset);
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Theory]
    [InlineData(0, ConnectionEvents.Closed, StackError.None)]
    [InlineData(10, ConnectionEvents.Failed, StackError.Reset)]
    public void A_reset_of_the_last_ack_is_a_loss_when_data_was_outstanding(int data, ConnectionEvents events, StackError failure)
    {
        Script script = Open();
        script.Send(Fin | Ack, 1, 1);
        script.Expect(Ack, 1, 2);
        script.Write(data);
        script.Events();
        Linger(script, Second);
        script.Ignore();
        Assert.Equal(TcpState.LastAck, script.State);
        script.Send(Rst, 2);
        Told(script, events, failure);
    }

    [Fact]
    public void The_peer_has_closed_first()
    {
        Script script = Open();
        script.Send(Fin | Ack, 1, 1);
        script.Expect(Ack, 1, 2);
        script.Events();
        Linger(script, Second);
        script.Expect(Fin | Ack, 1, 2);
        script.Send(Ack, 2, 2);
        Told(script, ConnectionEvents.Closed, StackError.None);
        Assert.Equal((0, long.MaxValue), (script.Stack.ConnectionCount, script.Stack.NextDeadline));
    }

    [Fact]
    public void Both_close_at_once()
    {
        Script script = Open();
        Linger(script, Second);
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Fin | Ack, 1, 1);
        script.Expect(Ack, 2, 2);
        Assert.False(script.Stack.TryTakeEvent(out _));
        script.Send(Ack, 2, 2);
        Told(script, ConnectionEvents.Closed, StackError.None);
        script.Advance(60 * Second);
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void Data_that_comes_meanwhile_resets()
    {
        Script script = Open();
        Linger(script, Second);
        script.Expect(Fin | Ack, 1, 1);
        script.Send(Ack, 1, 1, 10);
        script.Expect(Rst | Ack, 2, 1);
        Told(script, ConnectionEvents.Failed, StackError.Aborted);
        Assert.Equal(1, script.Stack.Counters[StackCounter.DataAfterClose]);
    }

    [Fact]
    public void A_plain_close_waits_no_longer()
    {
        Script script = Open();
        script.Write(10);
        Linger(script, Second);
        script.Ignore();
        script.Close();
        script.Skip(5 * Second);
        script.Send(Ack, 1, 12);
        script.ExpectNothing();
        Assert.False(script.Stack.TryTakeEvent(out _));
        Assert.Equal(1, script.Stack.ConnectionCount);
    }

    [Fact]
    public void The_time_can_be_set_anew()
    {
        Script script = Open();
        script.Write(10);
        Linger(script, Second);
        script.Skip(Second / 2);
        Linger(script, 3 * Second);
        script.Skip((3 * Second) - 1);
        Assert.False(script.Stack.TryTakeEvent(out _));
        script.Skip(1);
        Told(script, ConnectionEvents.Failed, StackError.LingerTimedOut);
    }

    [Fact]
    public void Meanwhile_nothing_is_read_or_written()
    {
        Script script = Open();
        script.Write(10);
        Linger(script, long.MaxValue);
        script.Ignore();
        Assert.Equal(StackError.ShutDown, script.Stack.Send(script.Now, script.Id, new byte[1], out _));
        Assert.Equal(StackError.ShutDown, script.Stack.Receive(script.Now, script.Id, new byte[1], out _));
        Assert.Equal(StackError.ShutDown, script.Stack.Shutdown(script.Now, script.Id));
        Assert.Equal(10, script.Info.SendQueued);
        Assert.Equal(StackError.None, script.Stack.Abort(script.Id));
        script.Expect(Rst | Ack);
        Assert.False(script.Stack.TryTakeEvent(out _));
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    [Fact]
    public void Events_that_waited_are_not_told_after_closing()
    {
        Script script = Open();
        script.Send(Ack, 1, 1, 10);
        script.Read(10);
        Linger(script, Second);
        script.Ignore();
        script.Send(Fin | Ack, 11, 1);
        script.Ignore();
        Assert.False(script.Stack.TryTakeEvent(out _));
        script.Send(Ack, 12, 2);
        Told(script, ConnectionEvents.Closed, StackError.None);
    }

    [Fact]
    public void A_peer_that_never_closes_is_forgotten_before_or_after_the_event_is_taken()
    {
        foreach (bool takes in new[] { true, false })
        {
            Script script = Open();
            Linger(script, Second);
            script.Expect(Fin | Ack, 1, 1);
            script.Send(Ack, 1, 2);
            if (takes)
            {
                Told(script, ConnectionEvents.Closed, StackError.None);
            }

            script.Advance(60 * Second);
            if (!takes)
            {
                Told(script, ConnectionEvents.Closed, StackError.None);
            }

            Assert.Equal((0, long.MaxValue), (script.Stack.ConnectionCount, script.Stack.NextDeadline));
        }
    }

    [Fact]
    public void A_user_timeout_that_comes_first_is_named()
    {
        Script script = Open(new TcpSettings { UserTimeout = 2 * Second });
        script.Write(10);
        Linger(script, 100 * Second);
        script.Skip(3 * Second);
        Told(script, ConnectionEvents.Failed, StackError.TimedOut);
        Assert.Equal(0, script.Stack.ConnectionCount);
    }

    /// <summary>An open connection without events.</summary>
    private static Script Open(TcpSettings? settings = null, int window = 65_535)
    {
        Script script = Passive(settings: settings, window: window);
        script.Events();
        return script;
    }

    private static void Linger(Script script, long time) => Assert.Equal(StackError.WouldBlock, script.Stack.Close(script.Now, script.Id, time));

    private static void Told(Script script, ConnectionEvents events, StackError failure)
    {
        Assert.True(script.Stack.TryTakeEvent(out StackEvent told));
        Assert.Equal((script.Id, events, failure), (told.Connection, told.Events, told.Failure));
        Assert.False(script.Stack.TryTakeEvent(out _));
    }
}
