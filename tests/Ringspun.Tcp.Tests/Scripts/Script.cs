using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Support;
using Ringspun.Tcp.Tests.Worlds;
using Xunit.Sdk;

namespace Ringspun.Tcp.Tests.Scripts;

/// <summary>
/// A conversation with a stack, segment by segment: the test is the peer. Sequence and acknowledgment numbers are relative: 0 is the SYN, 1 the first byte.
/// The invariants are checked after every step.
/// </summary>
internal sealed partial class Script
{
    public const long Millisecond = 1_000_000;
    public const long Second = 1_000_000_000;

    private const int StackKey = 1;
    private const int PeerKey = 2;

    private readonly Queue<SeenSegment> _seen = new();
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private readonly Invariants _invariants;
    private uint _stackIss;
    private bool _timestamps;
    private uint _peerTime;
    private uint _stackTime;
    private int _written;
    private int _read;

    public Script(TcpSettings? settings = null, Func<StackOptions, StackOptions>? adjust = null, uint peerIss = 1_000_000, bool ipv6 = false, BufferPool? pool = null)
    {
        StackOptions options = new()
        {
            Addresses = [IpPrefix.Parse(ipv6 ? "2001:db8::1/64" : "10.0.0.1/24")],
            Tcp = settings ?? TcpSettings.Default,
        };
        Pool = pool ?? new BufferPool(2048);
        Stack = new Stack(adjust?.Invoke(options) ?? options, new StackSecret("0123456789abcdef"u8), Pool);
        _invariants = new Invariants(Stack);
        PeerIss = peerIss;
        Local = new Endpoint(Stack.Options.Addresses[0].Address, 80);
        Peer = new Endpoint(IpAddress.Parse(ipv6 ? "2001:db8::2" : "10.0.0.2"), 5000);
    }

    public Stack Stack { get; }

    public BufferPool Pool { get; }

    public long Now { get; private set; } = 10 * Second;

    public uint PeerIss { get; set; }

    /// <summary>The stack's initial number, once its SYN was seen.</summary>
    public uint StackIss => _stackIss;

    public Endpoint Local { get; set; }

    public Endpoint Peer { get; set; }

    /// <summary>Whether segments to other peers than the present one are passed over.</summary>
    public bool IgnoresOthers { get; set; }

    public ConnectionId Id { get; set; }

    /// <summary>What came with the last packet.</summary>
    public TransmitHints LastHints { get; private set; }

    public ListenerId Listener { get; set; }

    public TcpState State => Info.State;

    public ConnectionInfo Info
    {
        get
        {
            Assert.Equal(StackError.None, Stack.GetInfo(Id, out ConnectionInfo info));
            return info;
        }
    }

    /// <summary>Whether the peer leaves out the timestamps that were agreed on. Else segments that do not give theirs have the last ones.</summary>
    public bool OmitsTimestamps { get; set; }

    /// <summary>The peer sends a segment.</summary>
    public void Send(
        TcpFlags flags, long seq = 0, long ack = 0, int length = 0, int window = 65_535, TcpOptions options = default, ushort urgent = 0,
        Ecn ecn = Ecn.NotCapable) => Deliver(Segment(flags, seq, ack, length, options, window, urgent, ecn));

    /// <summary>A segment of the peer's, not yet delivered.</summary>
    public byte[] Segment(
        TcpFlags flags, long seq, long ack, int length, TcpOptions options = default, int window = 65_535, ushort urgent = 0, Ecn ecn = Ecn.NotCapable)
    {
        byte[] data = new byte[length];
        int first = (int)seq - ((flags & TcpFlags.Syn) != 0 ? 0 : 1);
        for (int i = 0; i < length; i++)
        {
            data[i] = Transfer.ByteAt(PeerKey, first + i);
        }

        Relate(ref options);
        Stamp(flags, ref options);
        TcpHeader header = new()
        {
            SourcePort = Peer.Port,
            DestinationPort = Local.Port,
            Sequence = PeerIss + (uint)seq,
            Acknowledgment = (flags & TcpFlags.Ack) != 0 ? _stackIss + (uint)ack : 0,
            Flags = flags,
            Window = (ushort)window,
            UrgentPointer = urgent,
        };
        return WholePacket.Build(Peer.Address, Local.Address, header, options, data, ecn);
    }

    /// <summary>A packet of the peer's with data and ACK, not yet delivered.</summary>
    public byte[] Packet(long seq, int length)
    {
        byte[] data = [.. Enumerable.Range(0, length).Select(i => Transfer.ByteAt(PeerKey, (int)seq - 1 + i))];
        TcpHeader header = new()
        {
            SourcePort = Peer.Port,
            DestinationPort = Local.Port,
            Sequence = PeerIss + (uint)seq,
            Acknowledgment = _stackIss + 1,
            Flags = TcpFlags.Ack,
            Window = ushort.MaxValue,
        };
        return WholePacket.Build(Peer.Address, Local.Address, header, default, data);
    }

    /// <summary>A packet arrives as it is.</summary>
    public void Deliver(ReadOnlySpan<byte> packet)
    {
        Stack.Receive(Now, packet);
        Settle();
    }

    /// <summary>The stack must have sent this next. What is not given does not matter; PSH never does, unless it is given.</summary>
    public SeenSegment Expect(TcpFlags flags, long? seq = null, long? ack = null, int? length = null, int? window = null)
    {
        Settle();
        string wanted = $"{flags} seq {seq} ack {ack} len {length} win {window}";
        if (!_seen.TryDequeue(out SeenSegment? seen))
        {
            throw new XunitException($"{wanted} was expected at {Now / 1e9:f6}, and nothing came; the next deadline is {Stack.NextDeadline / 1e9:f6}");
        }

        TcpFlags ignored = (flags & TcpFlags.Psh) == 0 ? TcpFlags.Psh : TcpFlags.None;
        bool fits = (seen.Flags & ~ignored) == flags
            && (seq is null || seen.Sequence == (uint)seq) && (ack is null || seen.Acknowledgment == (uint)ack)
            && (length is null || seen.Data.Length == length) && (window is null || seen.Window == window);
        Assert.True(fits, $"expected {wanted}\n     got {seen}");
        int first = (int)seen.Sequence - ((flags & TcpFlags.Syn) != 0 ? 0 : 1);
        for (int i = 0; i < seen.Data.Length; i++)
        {
            Assert.True(seen.Data[i] == Transfer.ByteAt(StackKey, first + i), $"byte {i} of {seen} is wrong");
        }

        return seen;
    }

    public void ExpectNothing()
    {
        Settle();
        Assert.True(_seen.Count == 0, $"nothing was expected, and there came {(_seen.Count > 0 ? _seen.Peek() : null)}");
    }

    /// <summary>Forgets what has been sent so far.</summary>
    public void Ignore()
    {
        Settle();
        _seen.Clear();
    }

    /// <summary>Time passes; what falls due on the way happens when it is due.</summary>
    public void Advance(long nanoseconds)
    {
        Settle();
        long end = Now + nanoseconds;
        while (Stack.NextDeadline <= end)
        {
            Assert.True(Stack.NextDeadline >= Now, "a deadline lies in the past");
            Now = Stack.NextDeadline;
            Stack.Advance(Now);
            Assert.True(Stack.NextDeadline > Now, "what was due has been done");
            Settle();
        }

        Now = end;
    }

    /// <summary>Takes what the stack sends, unread, and checks the invariants.</summary>
    public void Forget()
    {
        _invariants.Check();
        while (Stack.Transmit(Now, _buffer, out _) > 0)
        {
            _invariants.Check();
        }

        _seen.Clear();
    }

    /// <summary>Time passes, and what the stack sends meanwhile is lost unseen.</summary>
    public void Skip(long nanoseconds)
    {
        long end = Now + nanoseconds;
        Forget();
        while (Stack.NextDeadline <= end)
        {
            Now = Stack.NextDeadline;
            Stack.Advance(Now);
            Forget();
        }

        Now = end;
    }

    /// <summary>The application writes the next bytes.</summary>
    public int Write(int count)
    {
        byte[] data = new byte[count];
        for (int i = 0; i < count; i++)
        {
            data[i] = Transfer.ByteAt(StackKey, _written + i);
        }

        StackError error = Stack.Send(Now, Id, data, out int taken);
        Assert.True(error is StackError.None or StackError.WouldBlock, $"send: {error}");
        _written += taken;
        Settle();
        return taken;
    }

    /// <summary>The test has written bytes by itself.</summary>
    public void Wrote(int count) => _written += count;

    /// <summary>The application reads: exactly so many bytes must be there.</summary>
    public void Read(int count)
    {
        byte[] data = new byte[count];
        Assert.Equal(StackError.None, Stack.Receive(Now, Id, data, out int got));
        Assert.Equal(count, got);
        for (int i = 0; i < count; i++)
        {
            Assert.True(data[i] == Transfer.ByteAt(PeerKey, _read + i), $"byte {_read + i} is wrong");
        }

        _read += count;
        Settle();
    }

    public void ReadNothing() => Assert.Equal(StackError.WouldBlock, Stack.Receive(Now, Id, new byte[1], out _));

    public void ReadEnd()
    {
        Assert.Equal(StackError.None, Stack.Receive(Now, Id, new byte[1], out int count));
        Assert.Equal(0, count);
    }

    public void Shutdown() => Assert.Equal(StackError.None, Stack.Shutdown(Now, Id));

    public void Close() => Assert.Equal(StackError.None, Stack.Close(Now, Id));

    /// <summary>The events of the connection since the last call.</summary>
    public ConnectionEvents Events()
    {
        ConnectionEvents events = ConnectionEvents.None;
        while (Stack.TryTakeEvent(out StackEvent told))
        {
            events |= told.Connection == Id ? told.Events : ConnectionEvents.None;
        }

        return events;
    }

    private void Settle()
    {
        _invariants.Check();
        int length;
        while ((length = Stack.Transmit(Now, _buffer, out TransmitHints hints)) > 0)
        {
            LastHints = hints;
            if (See(_buffer.AsSpan(0, length)) is { } seen)
            {
                _seen.Enqueue(seen);
            }

            _invariants.Check();
        }
    }

    private SeenSegment? See(ReadOnlySpan<byte> packet)
    {
        WholePacket.Read(packet, out Endpoint from, out Endpoint to, out TcpSegment segment, out TcpOptions options, out Ecn ecn);
        if (IgnoresOthers && to != Peer)
        {
            return null;
        }

        Assert.Equal(Peer, to);
        Local = from;
        if ((segment.Flags & TcpFlags.Syn) != 0)
        {
            _stackIss = segment.Sequence;
            _timestamps = options.Has(TcpOptionSet.Timestamps);
        }

        _stackTime = options.Has(TcpOptionSet.Timestamps) ? options.TimestampValue : _stackTime;

        TcpOptions relative = options;
        relative.SackCount = 0;
        for (int i = 0; i < options.SackCount; i++)
        {
            relative.AddSack(new SackBlock(options.Sack(i).Left - PeerIss, options.Sack(i).Right - PeerIss));
        }

        bool acknowledges = (segment.Flags & TcpFlags.Ack) != 0;
        return new SeenSegment(
            Now, segment.Flags, segment.Sequence - _stackIss, acknowledges ? segment.Acknowledgment - PeerIss : 0, segment.Window, segment.Payload.ToArray(), relative, ecn)
        { Urgent = segment.UrgentPointer };
    }

    private void Stamp(TcpFlags flags, ref TcpOptions options)
    {
        if (options.Has(TcpOptionSet.Timestamps))
        {
            _peerTime = options.TimestampValue;
        }
        else if (_timestamps && !OmitsTimestamps && (flags & (TcpFlags.Syn | TcpFlags.Rst)) == 0)
        {
            options.Present |= TcpOptionSet.Timestamps;
            (options.TimestampValue, options.TimestampEcho) = (_peerTime, _stackTime);
        }
    }

    /// <summary>SACK blocks are given relative, too.</summary>
    private void Relate(ref TcpOptions options)
    {
        TcpOptions relative = options;
        options.SackCount = 0;
        for (int i = 0; i < relative.SackCount; i++)
        {
            options.AddSack(new SackBlock(relative.Sack(i).Left + _stackIss, relative.Sack(i).Right + _stackIss));
        }
    }
}
