using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Scripts;

/// <content>Beginnings that many tests share.</content>
internal sealed partial class Script
{
    /// <summary>A peer that offers everything.</summary>
    public static TcpOptions Everything => new()
    {
        Present = TcpOptionSet.MaximumSegmentSize | TcpOptionSet.SackPermitted | TcpOptionSet.WindowScale | TcpOptionSet.Timestamps,
        MaximumSegmentSize = 1460,
        WindowScale = 7,
        TimestampValue = 1000,
    };

    /// <summary>A peer that offers its MSS alone.</summary>
    public static TcpOptions Plain => new() { Present = TcpOptionSet.MaximumSegmentSize, MaximumSegmentSize = 1000 };

    /// <summary>A peer with SACK and an MSS of 1,000.</summary>
    public static TcpOptions WithSack => new()
    {
        Present = TcpOptionSet.MaximumSegmentSize | TcpOptionSet.SackPermitted,
        MaximumSegmentSize = 1000,
    };

    /// <summary>SACK blocks, relative, left and right in turn.</summary>
    public static TcpOptions Sack(params uint[] edges)
    {
        TcpOptions options = default;
        for (int i = 0; i < edges.Length; i += 2)
        {
            options.AddSack(new SackBlock(edges[i], edges[i + 1]));
        }

        return options;
    }

    /// <summary>Timestamps of the peer.</summary>
    public static TcpOptions Time(uint value, uint echo = 0) => new() { Present = TcpOptionSet.Timestamps, TimestampValue = value, TimestampEcho = echo };

    public Script Listening(int backlog = 16)
    {
        Assert.Equal(StackError.None, Stack.Listen(Local, backlog, out ListenerId listener));
        Listener = listener;
        return this;
    }

    public Script Accept()
    {
        Assert.Equal(StackError.None, Stack.Accept(Listener, out ConnectionId id, out _));
        Id = id;
        return this;
    }

    public Script Connect()
    {
        Assert.Equal(StackError.None, Stack.Connect(Now, Peer, out ConnectionId id));
        Id = id;
        return this;
    }

    /// <summary>An open connection that has come to a listener.</summary>
    public static Script Passive(
        TcpOptions? peer = null, TcpSettings? settings = null, uint peerIss = 1_000_000, int window = 65_535, bool ipv6 = false,
        long roundTrip = 0)
    {
        Script script = new Script(settings, peerIss: peerIss, ipv6: ipv6).Listening();
        script.Send(Syn, options: peer ?? Plain, window: window);
        SeenSegment answer = script.Expect(Syn | Ack, 0, 1);
        script.Advance(roundTrip);
        script.Send(Ack, 1, 1, window: window, options: Answering(answer, peer ?? Plain));
        script.Accept();
        script.ExpectNothing();
        Assert.Equal(TcpState.Established, script.State);
        return script;
    }

    /// <summary>An open connection that the stack has begun.</summary>
    public static Script Active(TcpOptions? peer = null, TcpSettings? settings = null, uint peerIss = 1_000_000, int window = 65_535)
    {
        Script script = new Script(settings, peerIss: peerIss).Connect();
        SeenSegment first = script.Expect(Syn, 0);
        TcpOptions options = peer ?? Plain;
        options.TimestampEcho = first.Options.TimestampValue;
        script.Send(Syn | Ack, 0, 1, options: options, window: window);
        script.Expect(Ack, 1, 1, 0);
        Assert.Equal(ConnectionEvents.Connected, script.Events());
        Assert.Equal(TcpState.Established, script.State);
        return script;
    }

    /// <summary>The first data takes some segments until acknowledgments are delayed: this is past them.</summary>
    public Script PastQuickAcks()
    {
        for (int i = 0; i < 8; i++)
        {
            Send(Ack, 1 + i, 1, 1);
            Expect(Ack, 1, 2 + i, 0);
        }

        Read(8);
        ExpectNothing();
        return this;
    }

    private static TcpOptions Answering(SeenSegment answer, TcpOptions offered) =>
        offered.Has(TcpOptionSet.Timestamps) && answer.Options.Has(TcpOptionSet.Timestamps)
            ? Time(offered.TimestampValue, answer.Options.TimestampValue)
            : default;
}
