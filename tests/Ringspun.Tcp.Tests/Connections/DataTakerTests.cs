using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tcp.Tests.Worlds;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Data in order is offered to whoever waits for it; what is taken counts as read, what is not waits as ever.</summary>
public class DataTakerTests
{
    [Fact]
    public void What_is_taken_is_acknowledged_and_counts_as_read()
    {
        Script script = Script.Passive().PastQuickAcks();
        List<byte> taken = [];
        script.Stack.DataTaker = (id, data) =>
        {
            Assert.Equal(script.Id, id);
            taken.AddRange(data);
            return true;
        };
        // More than a window, which is open again each time.
        for (int i = 0; i < 100; i++)
        {
            script.Send(Ack, 9 + (i * 1400), 1, 1400);
        }

        Assert.Equal(Enumerable.Range(0, 140_000).Select(static i => Transfer.ByteAt(2, 8 + i)), taken);
        Assert.True((script.Events() & ConnectionEvents.Readable) != 0);
        Assert.Equal(StackError.WouldBlock, script.Stack.Receive(script.Now, script.Id, new byte[10], out int count));
        Assert.Equal(0, count);
        Assert.Equal(0, script.Pool.Rented);
        script.Advance(Script.Second);
        script.Ignore();

        // The stream goes on where it was, by whatever way.
        script.Stack.DataTaker = null;
        script.Send(Ack | Fin, 140_009, 1, 1400);
        script.Expect(Ack, 1, 141_410);
        byte[] rest = new byte[2000];
        Assert.Equal(StackError.None, script.Stack.Receive(script.Now, script.Id, rest, out count));
        Assert.Equal(Enumerable.Range(0, 1400).Select(static i => Transfer.ByteAt(2, 140_008 + i)), rest[..count]);
        script.ReadEnd();
    }

    [Fact]
    public void It_is_not_asked_while_something_waits_or_is_missing()
    {
        Script script = Script.Passive();
        int asked = 0;
        script.Stack.DataTaker = (_, _) =>
        {
            asked++;
            return false;
        };

        // Too little to be worth it.
        script.Send(Ack, 1, 1, 100);
        Assert.Equal(0, asked);

        // Behind what waits.
        script.Send(Ack, 101, 1, 1400);
        Assert.Equal(0, asked);
        script.Read(1500);

        // It refuses, and so the data waits.
        script.Send(Ack, 1501, 1, 1400);
        Assert.Equal(1, asked);
        script.Read(1400);

        // Behind a gap, and what fills the gap.
        script.Send(Ack, 4301, 1, 1400);
        script.Send(Ack, 2901, 1, 1400);
        Assert.Equal(1, asked);
        script.Read(2800);
        script.Send(Ack, 5701, 1, 1400);
        Assert.Equal(2, asked);
        script.Read(1400);
    }

    [Fact]
    public void It_is_not_asked_before_the_connection_is_accepted()
    {
        Script script = new Script().Listening();
        script.Stack.DataTaker = static (_, _) => throw new InvalidOperationException("nobody knows of the connection yet");
        script.Send(Syn);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.Send(Ack, 1, 1, 1400);
        script.Accept();
        script.Read(1400);
    }
}
