using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Scripts;

/// <content>Conversations about data in the SYN (RFC 7413).</content>
internal sealed partial class Script
{
    /// <summary>A cookie that a test gives out as a server.</summary>
    public static FastOpenCookie Ticket => new((UInt128)0xA1B2_C3D4_E5F6_0718 << 64, 8);

    /// <summary>A peer's options with a cookie, or the request for one.</summary>
    public static TcpOptions WithCookie(FastOpenCookie cookie = default, ushort mss = 1000) => new()
    {
        Present = TcpOptionSet.MaximumSegmentSize | TcpOptionSet.FastOpen,
        MaximumSegmentSize = mss,
        FastOpen = cookie,
    };

    /// <summary>The peer asks the listener for a cookie, and goes away.</summary>
    public FastOpenCookie AskForCookie()
    {
        Send(Syn, options: WithCookie());
        FastOpenCookie cookie = Expect(Syn | Ack, 0, 1).Options.FastOpen;
        Assert.Equal(8, cookie.Length);
        Send(Rst, 1);
        ExpectNothing();
        return cookie;
    }

    /// <summary>The application connects, and has something to send.</summary>
    public Script ConnectWith(int count)
    {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++)
        {
            data[i] = Worlds.Transfer.ByteAt(StackKey, i);
        }

        (_written, _read) = (count, 0);
        Assert.Equal(StackError.None, Stack.Connect(Now, Peer, data, out ConnectionId id, out int taken));
        Assert.Equal(count, taken);
        Id = id;
        return this;
    }

    /// <summary>A connection that a test has no more use for.</summary>
    public void Drop()
    {
        Assert.Equal(StackError.None, Stack.Abort(Id));
        Ignore();
    }

    /// <summary>A client that has got a cookie by an earlier connection.</summary>
    public static Script WithTicket(Func<StackOptions, StackOptions>? adjust = null, ushort mss = 1000)
    {
        Script script = new Script(new TcpSettings { FastOpen = true }, adjust).ConnectWith(0);
        Assert.Equal(0, script.Expect(Syn, 0, length: 0).Options.FastOpen.Length);
        script.Send(Syn | Ack, 0, 1, options: WithCookie(Ticket, mss));
        script.Expect(Ack, 1, 1, 0);
        script.Drop();
        return script;
    }
}
