using System.Buffers.Binary;
using Ringspun.Tcp.Tests.Scripts;
using Ringspun.Tests.Shared;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Backlogs and cookies under load (RFC 4987).</summary>
public class FloodTests
{
    private const int Flood = 1_000_000;
    private const int Guesses = 100_000;

    [Fact]
    public void A_million_syns_cost_no_memory_and_lock_nobody_out()
    {
        Script script = new Script().Listening(backlog: 8);
        script.IgnoresOthers = true;
        Endpoint friend = script.Peer;
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.Accept();
        ConnectionId before = script.Id;

        byte[][] syns = [.. Enumerable.Range(0, 200).Select(i => Forged(script, (uint)i))];
        byte[] answer = new byte[1500];
        Pour(Flood);
        Assert.Equal(0, Allocations.OfOneRun(() => Pour(1000)));
        Assert.Equal((9, 0L), (script.Stack.ConnectionCount, script.Pool.Rented));
        Assert.Equal(0, script.Stack.Counters[StackCounter.AnswersDropped]);
        Assert.InRange(script.Stack.Counters[StackCounter.CookiesSent], Flood - 8, Flood + 20_000);

        // The old connection goes on, and one that is honest comes in.
        script.Send(Ack, 1, 1, 10);
        script.Expect(Ack, 1, 11);
        script.Read(10);
        script.Peer = friend with { Port = 6000 };
        script.Send(Syn, options: Everything);
        SeenSegment cookie = script.Expect(Syn | Ack, 0, 1);
        Assert.Equal(Everything.Present, cookie.Options.Present);
        script.Send(Ack, 1, 1, 10, options: Time(1001, cookie.Options.TimestampValue));
        script.Accept();
        Assert.NotEqual(before, script.Id);
        Assert.Equal((TcpState.Established, 10), (script.State, script.Info.Readable));

        void Pour(int count)
        {
            for (int i = 0; i < count; i++)
            {
                byte[] syn = syns[i % syns.Length];
                BinaryPrimitives.WriteUInt16BigEndian(syn.AsSpan(20), (ushort)(1024 + (i / 200 % 60_000)));
                BinaryPrimitives.WriteInt32BigEndian(syn.AsSpan(24), i * 7919);
                script.Stack.Receive(script.Now, syn, new ReceiveHints(ChecksumVerified: true));
                while (script.Stack.Transmit(script.Now, answer, out _) > 0)
                {
                }
            }
        }
    }

    [Fact]
    public void A_hundred_thousand_guesses_at_cookies_open_nothing()
    {
        Script script = new Script().Listening(backlog: 1);
        script.IgnoresOthers = true;
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Peer = script.Peer with { Port = 6000 };
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        byte[] ack = script.Segment(Ack, 1, 0, 0);
        byte[] answer = new byte[1500];
        for (int i = 0; i < Guesses; i++)
        {
            // An attacker knows the format: the time is right, the rest is guessed.
            uint guess = script.StackIss & 0xF800_0000 | (uint)(i * 1340 % 0x800_0000);
            BinaryPrimitives.WriteUInt32BigEndian(ack.AsSpan(28), guess == script.StackIss ? 0 : guess + 1);
            script.Stack.Receive(script.Now, ack, new ReceiveHints(ChecksumVerified: true));
            script.Stack.Transmit(script.Now, answer, out _);
        }

        // 24 bits of proof: a hundred thousand guesses hit in one of a hundred and seventy stacks, of which this is none.
        Assert.Equal((1, 0L), (script.Stack.ConnectionCount, script.Stack.Counters[StackCounter.CookiesAccepted]));
        Assert.Equal(Guesses, script.Stack.Counters[StackCounter.CookiesRefused]);
    }

    [Theory]
    [InlineData(536, 536)]
    [InlineData(1219, 536)]
    [InlineData(1220, 1220)]
    [InlineData(1459, 1440)]
    [InlineData(1460, 1460)]
    [InlineData(65_535, 1460)]
    [InlineData(0, 536)]
    public void A_cookie_tells_a_size_that_the_peer_takes(ushort offered, int remembered)
    {
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Ignore();
        script.IgnoresOthers = true;
        script.Peer = script.Peer with { Port = 6000 };
        TcpOptions options = Plain;
        options.MaximumSegmentSize = offered;
        options.Present = offered == 0 ? TcpOptionSet.None : options.Present;
        script.Send(Syn, options: options);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.Accept();
        Assert.Equal(remembered, script.Info.MaximumSegmentSize);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(14, false)]
    [InlineData(15, true)]
    [InlineData(255, false)]
    public void A_cookie_tells_scale_and_sack_by_the_timestamp(int scale, bool sack)
    {
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Ignore();
        script.IgnoresOthers = true;
        script.Peer = script.Peer with { Port = 6000 };
        TcpOptions options = Everything;
        options.WindowScale = (byte)scale;
        options.Present &= sack ? options.Present : ~TcpOptionSet.SackPermitted;
        script.Send(Syn, options: options);
        SeenSegment cookie = script.Expect(Syn | Ack, 0, 1);
        Assert.Equal(options.Present, cookie.Options.Present);
        script.Send(Ack, 1, 1, 10, options: Time(1001, cookie.Options.TimestampValue));
        script.Accept();
        script.Ignore();
        script.Send(Ack, 11, 1, window: 3, options: Time(1002, cookie.Options.TimestampValue));
        Assert.Equal(3u << Math.Min(scale, 14), script.Info.SndWnd);
        script.Send(Ack, 111, 1, 10, options: Time(1002, cookie.Options.TimestampValue));
        Assert.Equal(sack ? 1 : 0, script.Expect(Ack, 1, 11).Options.SackCount);
    }

    [Fact]
    public void A_cookie_that_comes_back_with_a_syn_is_reset_and_takes_no_place()
    {
        Script script = new Script().Listening(backlog: 1);
        script.Send(Syn, options: Plain);
        script.Ignore();
        script.IgnoresOthers = true;
        script.Peer = script.Peer with { Port = 6000 };
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Syn | Ack, 1, 1);
        script.Expect(Rst, 1);
        Assert.Equal(1, script.Stack.ConnectionCount);
        script.Send(Ack, 1, 1);
        script.ExpectNothing();
        Assert.Equal(2, script.Stack.ConnectionCount);
    }

    [Fact]
    public void A_full_accept_queue_drops_the_last_segment_and_takes_it_later()
    {
        Script script = new Script().Listening(backlog: 2);
        script.IgnoresOthers = true;
        for (ushort port = 1; port <= 2; port++)
        {
            script.Peer = script.Peer with { Port = port };
            script.Send(Syn, options: Plain);
            script.Expect(Syn | Ack, 0, 1);
            script.Send(Ack, 1, 1);
        }

        script.Peer = script.Peer with { Port = 3 };
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1, 10);
        script.ExpectNothing();
        Assert.Equal((2, 1L), (script.Stack.ConnectionCount, script.Stack.Counters[StackCounter.AcceptQueueFull]));
        script.Accept();
        script.Send(Ack, 1, 1, 10);
        script.Expect(Ack, 1, 11);
        script.Accept();
        Assert.Equal(2, script.Info.Remote.Port);
        script.Accept();
        Assert.Equal(3, script.Info.Remote.Port);
        script.Read(10);
    }

    [Fact]
    public void Half_open_connections_take_places_of_the_backlog()
    {
        Script script = new Script().Listening(backlog: 2);
        script.IgnoresOthers = true;
        for (ushort port = 1; port <= 3; port++)
        {
            script.Peer = script.Peer with { Port = port };
            script.Send(Syn, options: Plain);
            script.Expect(Syn | Ack, 0, 1);
        }

        Assert.Equal((2, 1L), (script.Stack.ConnectionCount, script.Stack.Counters[StackCounter.CookiesSent]));
    }

    private static byte[] Forged(Script script, uint number)
    {
        Endpoint source = new(new IpAddress(0x0A00_0014u + number), 1);
        TcpHeader header = new() { SourcePort = 1, DestinationPort = 80, Flags = Syn, Window = ushort.MaxValue };
        return WholePacket.Build(source.Address, script.Local.Address, header, Everything, []);
    }
}
