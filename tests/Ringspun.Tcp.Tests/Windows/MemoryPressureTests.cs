using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Windows;

/// <summary>The memory for data has a bound that all connections share.</summary>
public class MemoryPressureTests
{
    private const int Budget = 256 * 1024;

    [Fact]
    public void Three_quarters_of_the_budget_are_pressure()
    {
        TunedConnection connection = new(budget: Budget);
        Stack stack = connection.Script.Stack;
        Hoard hoard = new(connection.Script);
        hoard.Take(150_000);
        Assert.Equal((MemoryPressure.None, 0L), (stack.Pressure, stack.Counters[StackCounter.MemoryPressure]));
        hoard.Take(50_000);
        Assert.Equal(MemoryPressure.High, stack.Pressure);
        Assert.True(stack.Counters[StackCounter.MemoryPressure] > 0);
        hoard.Take(Budget);
        Assert.Equal(MemoryPressure.Exhausted, stack.Pressure);
        Assert.InRange(stack.BufferedBytes, Budget, Budget + (4 * connection.Script.Pool.BufferLength));
        hoard.Release();
        Assert.Equal((MemoryPressure.None, 0L), (stack.Pressure, stack.BufferedBytes));
        Assert.Equal(0, connection.Script.Pool.Rented);
    }

    [Fact]
    public void Under_pressure_no_more_is_promised_than_there_is()
    {
        TunedConnection connection = new(budget: Budget);
        new Hoard(connection.Script).Take(210_000);
        long left = Budget - connection.Script.Stack.BufferedBytes;
        Assert.True(left < 65_536, $"{left}");
        connection.Pass(50);
        connection.Feed(2);
        Assert.InRange(connection.Info.RcvWnd, left - 6_000, left + 127);
    }

    // RFC 9293 SHLD-14: the invariants, checked with every step, see an edge that moves to the left.
    [Fact]
    public void What_was_promised_is_kept()
    {
        TunedConnection connection = new(budget: Budget);
        connection.PassARound(60);
        connection.Pass(20);
        uint edge = connection.Info.RcvNxt + connection.Info.RcvWnd;
        new Hoard(connection.Script).Take(240_000);
        connection.Feed(50);
        Assert.Equal(edge, connection.Info.RcvNxt + connection.Info.RcvWnd);
        connection.Feed((int)connection.Info.RcvWnd / TunedConnection.Segment);
        Assert.Equal(edge, connection.Info.RcvNxt + connection.Info.RcvWnd);
        Assert.True(connection.Info.RcvWnd < TunedConnection.Segment, "all that was promised was taken");
        connection.Script.Read(50_000);
    }

    [Fact]
    public void Under_pressure_buffers_do_not_grow()
    {
        TunedConnection connection = new(budget: Budget);
        new Hoard(connection.Script).Take(200_000);
        for (int round = 0; round < 3; round++)
        {
            connection.PassARound(25);
        }

        connection.PassARound(40);
        Assert.Equal(65_536, connection.Info.ReceiveBuffer);
    }

    [Fact]
    public void Without_memory_nothing_is_taken_and_its_return_is_told()
    {
        TunedConnection connection = new(budget: Budget);
        Hoard hoard = new(connection.Script);
        hoard.Take(2 * Budget);
        Assert.Equal(0, connection.Script.Write(1000));
        Assert.Equal(ConnectionEvents.None, connection.Script.Events() & ConnectionEvents.Writable);

        // Nothing of this connection is outstanding: no acknowledgment will bring the news.
        hoard.Release();
        Assert.True(connection.Script.Events().HasFlag(ConnectionEvents.Writable));
        Assert.Equal(1000, connection.Script.Write(1000));
    }

    [Fact]
    public void Without_memory_the_window_stays_and_its_return_opens_it()
    {
        TunedConnection connection = new(budget: Budget);
        Hoard hoard = new(connection.Script);
        hoard.Take(2 * Budget);
        connection.Pass(60);
        uint window = connection.Info.RcvWnd;
        Assert.InRange(window, 1u, 16_000u);
        connection.Script.ExpectNothing();
        hoard.Release();
        SeenSegment update = connection.Script.Expect(Ack, 1, 60_001, 0);
        Assert.InRange(update.Window << 7, 60_000, 65_663);
    }

    [Fact]
    public void Without_memory_new_connections_are_promised_nothing_until_there_is_some()
    {
        Script script = new Script(adjust: static options => options with { BufferBudget = Budget }).Listening();
        Hoard hoard = new(script);
        hoard.Take(2 * Budget);
        long left = Math.Max(0, Budget - script.Stack.BufferedBytes);
        script.Send(Syn, options: Plain);
        SeenSegment answer = script.Expect(Syn | Ack, 0, 1);
        Assert.InRange(answer.Window, 0, left);
        script.Send(Ack, 1, 1);
        script.Accept();
        script.ExpectNothing();
        hoard.Release();
        script.Expect(Ack, 1, 1, 0, window: 65_535);
    }

    [Fact]
    public void A_source_without_buffers_is_pressure_too()
    {
        BufferPool pool = new(2048, 20 * 2048);
        TunedConnection connection = new(new TcpSettings { NoDelay = true, SendBuffer = 100_000 }, pool: pool);
        Assert.Equal(20 * 2048, connection.Script.Write(100_000));
        Assert.Equal(MemoryPressure.Exhausted, connection.Script.Stack.Pressure);
        connection.Script.Events();
        connection.Script.TakeAll();
        connection.Script.Send(Ack, 1, 1 + 10_000);
        Assert.Equal(MemoryPressure.None, connection.Script.Stack.Pressure);
        Assert.True(connection.Script.Events().HasFlag(ConnectionEvents.Writable));
        Assert.True(connection.Script.Write(100_000) > 0);
    }

    [Fact]
    public void An_idle_connection_holds_no_memory()
    {
        TunedConnection connection = new();
        connection.PassARound(60);
        connection.Script.Write(50_000);
        Assert.True(connection.Script.Stack.BufferedBytes >= 50_000, "what is not acknowledged is held");
        for (int i = 0; i < 20; i++)
        {
            connection.Script.TakeAll();
            connection.Script.Send(Ack, 1 + 62_000, connection.Info.SndNxt - connection.Script.StackIss);
        }

        Assert.Equal((0L, 0L), (connection.Script.Stack.BufferedBytes, connection.Script.Pool.Rented));
    }

    [Fact]
    public void A_connection_that_ends_gives_its_memory_back()
    {
        TunedConnection connection = new();
        connection.Feed(20);
        connection.Script.Write(10_000);
        connection.Script.TakeAll();
        Assert.True(connection.Script.Stack.BufferedBytes > 30_000);
        connection.Script.Send(Rst, 20_001);
        Assert.Equal(StackError.Reset, connection.Info.Failure);

        // What can still be read is kept until it is.
        Assert.InRange(connection.Script.Stack.BufferedBytes, 20_000, 22_000);
        connection.Script.Read(20_000);
        Assert.Equal(0, connection.Script.Stack.BufferedBytes);
    }

    [Fact]
    public void A_budget_for_less_than_a_window_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(static () => new TunedConnection(budget: 65_535));

    /// <summary>A connection inside the stack whose application does not read: it takes memory, and gives it back when it is aborted.</summary>
    private sealed class Hoard
    {
        private readonly Script _script;
        private readonly ConnectionId _writer;
        private readonly ConnectionId _reader;

        public Hoard(Script script)
        {
            _script = script;
            TcpSettings settings = new() { SendBuffer = 1 << 20, ReceiveBuffer = 1 << 20, NoDelay = true };
            Endpoint service = new(IpAddress.Parse("127.0.0.1"), 9);
            Assert.Equal(StackError.None, script.Stack.Listen(service, 1, out ListenerId listener, settings));
            Assert.Equal(StackError.None, script.Stack.Connect(script.Now, service, out _writer, settings));
            script.ExpectNothing();
            Assert.Equal(StackError.None, script.Stack.Accept(listener, out _reader, out _));
        }

        public void Take(int bytes)
        {
            byte[] piece = new byte[1000];
            for (int taken = 1; bytes > 0 && taken > 0; bytes -= taken)
            {
                _script.Stack.Send(_script.Now, _writer, piece, out taken);
                _script.ExpectNothing();
            }
        }

        public void Release()
        {
            Assert.Equal(StackError.None, _script.Stack.Abort(_reader));
            _script.Stack.Abort(_writer);
        }
    }
}
