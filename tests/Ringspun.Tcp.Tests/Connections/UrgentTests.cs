using System.Buffers.Binary;
using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Urgent data (RFC 9293 section 3.8.5, RFC 6093).</summary>
public class UrgentTests
{
    // RFC9293 MUST-30, RFC9293 MUST-62.
    [Fact]
    public void The_pointer_stands_after_the_last_urgent_byte()
    {
        Script script = Passive();
        script.Write(5);
        script.Expect(Ack, 1, 1, 5);
        script.Send(Ack, 1, 6);
        WriteUrgent(script, 6, 10);
        Assert.Equal(10, script.Expect(Ack | Urg, 6, 1, 10).Urgent);
        script.Send(Ack, 1, 16);
        script.Write(5);
        script.Expect(Ack, 16, 1, 5);
        script.ExpectNothing();
    }

    [Fact]
    public void Each_segment_before_the_mark_points_to_it_and_none_after_it()
    {
        Script script = Passive();
        WriteUrgent(script, 1, 2500);
        Assert.Equal(2500, script.Expect(Ack | Urg, 1, 1, 1000).Urgent);
        Assert.Equal(1500, script.Expect(Ack | Urg, 1001, 1, 1000).Urgent);
        script.Send(Ack, 1, 2001);
        Assert.Equal(500, script.Expect(Ack | Urg, 2001, 1, 500).Urgent);
        script.Send(Ack, 1, 1, 10);
        script.Expect(Ack, 2501, 11, 0);
    }

    [Fact]
    public void What_is_sent_again_points_to_the_mark()
    {
        Script script = Passive();
        WriteUrgent(script, 1, 10);
        script.Expect(Ack | Urg, 1, 1, 10);
        script.Advance(200 * Millisecond);
        Assert.Equal(10, script.Expect(Ack | Urg, 1, 1, 10).Urgent);
    }

    [Fact]
    public void More_urgent_data_moves_the_mark_on()
    {
        Script script = Passive();
        WriteUrgent(script, 1, 1000);
        Assert.Equal(1000, script.Expect(Ack | Urg, 1, 1, 1000).Urgent);
        WriteUrgent(script, 1001, 1000);
        Assert.Equal(1000, script.Expect(Ack | Urg, 1001, 1, 1000).Urgent);
        script.Advance(200 * Millisecond);
        Assert.Equal(2000, script.Expect(Ack | Urg, 1, 1, 1000).Urgent);
    }

    // RFC9293 MUST-31.
    [Fact]
    public void Urgent_data_may_be_longer_than_the_pointer_reaches()
    {
        Script script = Passive(settings: new TcpSettings { NoDelay = true, SendBuffer = 256 * 1024 });
        WriteUrgent(script, 1, 100_000);
        Assert.Equal(65_535, script.Expect(Ack | Urg, 1, 1, 1000).Urgent);
        script.Ignore();
        long acknowledged = 1;
        while (acknowledged < 100_001)
        {
            acknowledged = Math.Min(acknowledged + 2000, script.Info.SndNxt - script.StackIss);
            script.Send(Ack, 1, acknowledged);
            script.Ignore();
        }

        script.Write(10);
        script.Expect(Ack, 100_001, 1, 10);
    }

    [Fact]
    public void A_peer_whose_window_is_closed_hears_of_it_at_once()
    {
        Script script = Passive(window: 0);
        WriteUrgent(script, 1, 10);
        Assert.Equal(10, script.Expect(Ack | Urg, 1, 1, 0).Urgent);
        script.ExpectNothing();
        script.Send(Ack, 1, 1, window: 1000);
        script.Expect(Ack | Urg, 1, 1, 10);
    }

    [Fact]
    public void Nagles_algorithm_does_not_hold_the_pointer_back()
    {
        Script script = Passive();
        script.Write(10);
        script.Expect(Ack, 1, 1, 10);
        WriteUrgent(script, 11, 10);
        Assert.Equal(10, script.Expect(Ack | Urg, 11, 1, 0).Urgent);
        script.Send(Ack, 1, 11);
        script.Expect(Ack | Urg, 11, 1, 10);
    }

    [Fact]
    public void Urgent_data_queued_before_the_connection_is_open_is_marked_then()
    {
        Script script = new Script().Connect();
        script.Expect(Syn, 0);
        WriteUrgent(script, 1, 10);
        script.ExpectNothing();
        script.Send(Syn | Ack, 0, 1, options: Plain);
        Assert.Equal(10, script.Expect(Ack | Urg, 1, 1, 10).Urgent);
    }

    [Fact]
    public void A_device_that_cuts_segments_gets_none_that_would_need_several_pointers()
    {
        Script script = new Script(adjust: static options => options with { SuperSegment = ushort.MaxValue }).Connect();
        script.Expect(Syn, 0);
        script.Send(Syn | Ack, 0, 1, options: Plain);
        script.Expect(Ack, 1, 1);
        WriteUrgent(script, 1, 3000);
        script.Expect(Ack | Urg, 1, 1, 1000);
        script.Expect(Ack | Urg, 1001, 1, 1000);
        script.Send(Ack, 1, 2001);
        script.Expect(Ack | Urg, 2001, 1, 1000);
        script.Send(Ack, 1, 3001);
        script.Write(4000);
        script.Expect(Ack, 3001, 1, 4000);
    }

    // RFC9293 MUST-32, RFC9293 MUST-33.
    [Fact]
    public void The_application_hears_of_urgent_data_and_reads_it_in_its_place()
    {
        Script script = Passive();
        script.Send(Ack | Urg, 1, 1, 100, urgent: 60);
        Assert.Equal(ConnectionEvents.Readable | ConnectionEvents.Urgent, script.Events());
        Assert.Equal(60, script.Info.UrgentAhead);
        script.Read(20);
        Assert.Equal(40, script.Info.UrgentAhead);
        script.Read(40);
        Assert.Equal(0, script.Info.UrgentAhead);
        script.Read(40);
    }

    [Fact]
    public void A_pointer_that_moves_on_is_told_again_and_one_that_does_not_is_not()
    {
        Script script = Passive();
        script.Send(Ack | Urg, 1, 1, 10, urgent: 100);
        Assert.True(script.Events().HasFlag(ConnectionEvents.Urgent));
        script.Send(Ack | Urg, 11, 1, 10, urgent: 90);
        Assert.False(script.Events().HasFlag(ConnectionEvents.Urgent));
        script.Send(Ack | Urg, 21, 1, 10, urgent: 10);
        Assert.False(script.Events().HasFlag(ConnectionEvents.Urgent));
        Assert.Equal(100, script.Info.UrgentAhead);
        script.Send(Ack | Urg, 31, 1, 10, urgent: 71);
        Assert.True(script.Events().HasFlag(ConnectionEvents.Urgent));
        Assert.Equal(101, script.Info.UrgentAhead);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(11)]
    [InlineData(32_768)]
    [InlineData(65_535)]
    public void Any_pointer_is_safe(int pointer)
    {
        Script script = Passive(peerIss: 0xFFFF_FFF8);
        script.Send(Ack | Urg, 1, 1, 10, urgent: (ushort)pointer);
        Assert.Equal(pointer, script.Info.UrgentAhead);
        script.Read(10);
        Assert.Equal(Math.Max(0, pointer - 10), script.Info.UrgentAhead);
        script.Send(Ack | Fin, 11, 1, 5);
        Assert.Equal(Math.Min(Math.Max(0, pointer - 10), 5), script.Info.UrgentAhead);
        script.Read(5);
        Assert.Equal(0, script.Info.UrgentAhead);
        script.ReadEnd();
    }

    [Fact]
    public void A_pointer_to_what_was_read_is_none()
    {
        Script script = Passive();
        script.Send(Ack, 1, 1, 100);
        script.Read(100);
        script.Events();
        script.Send(Ack | Urg, 51, 1, 60, urgent: 50);
        Assert.Equal(ConnectionEvents.Readable, script.Events());
        Assert.Equal(0, script.Info.UrgentAhead);
    }

    [Fact]
    public void Urgent_data_out_of_order_is_announced_before_it_is_there()
    {
        Script script = Passive();
        script.Send(Ack | Urg, 101, 1, 100, urgent: 100);
        Assert.Equal(ConnectionEvents.Urgent, script.Events());
        Assert.Equal(200, script.Info.UrgentAhead);
        script.ReadNothing();
        script.Send(Ack, 1, 1, 100);
        script.Read(200);
        Assert.Equal(0, script.Info.UrgentAhead);
    }

    // RFC9293 MUST-66.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void A_pointer_counts_while_the_window_is_closed(int length)
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 2048, WindowScaling = false });
        script.Send(Ack, 1, 1, 1024);
        script.Send(Ack, 1025, 1, 1024);
        script.Ignore();
        script.Events();
        Assert.Equal(0u, script.Info.RcvWnd);
        script.Send(Ack | Urg, 2049, 1, length, urgent: 500);
        Assert.Equal(ConnectionEvents.Urgent, script.Events());
        Assert.Equal(2548, script.Info.UrgentAhead);
    }

    [Theory]
    [InlineData(100_000)]
    [InlineData(-100_000)]
    public void A_pointer_outside_the_window_counts_for_nothing(long seq)
    {
        Script script = Passive();
        script.Send(Ack | Urg, seq, 1, 10, urgent: 65_535);
        script.Ignore();
        Assert.Equal(ConnectionEvents.None, script.Events());
        Assert.Equal(0, script.Info.UrgentAhead);
    }

    [Fact]
    public void A_syn_with_every_bit_set_is_an_ordinary_one()
    {
        Script script = new Script().Listening();
        script.Send(Syn | Urg | Psh, options: Plain, urgent: 65_535);
        script.Expect(Syn | Ack, 0, 1);
        script.Send(Ack, 1, 1);
        script.Accept();
        Assert.Equal(0, script.Info.UrgentAhead);
    }

    [Fact]
    public void A_mark_does_not_come_back_when_sequence_numbers_come_round()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 65_535 });
        script.Send(Ack | Urg, 1, 1, 10, urgent: 10);
        script.Read(10);
        script.Ignore();
        byte[] packet = script.Segment(Ack, 11, 1, 60_000);
        byte[] sink = new byte[ushort.MaxValue];
        uint at = script.PeerIss + 11;
        while (at - script.PeerIss < 0x8000_2000)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(24), at);
            script.Stack.Receive(script.Now, packet, new ReceiveHints(ChecksumVerified: true));
            Assert.Equal(StackError.None, script.Stack.Receive(script.Now, script.Id, sink, out int count));
            at += (uint)count;
            while (script.Stack.Transmit(script.Now, sink, out _) > 0)
            {
            }
        }

        Assert.Equal(0, script.Info.UrgentAhead);
    }

    /// <summary>The application writes urgent bytes, the next of its stream.</summary>
    private static void WriteUrgent(Script script, int seq, int count)
    {
        byte[] data = [.. Enumerable.Range(seq - 1, count).Select(static at => Worlds.Transfer.ByteAt(1, at))];
        Assert.Equal(StackError.None, script.Stack.SendUrgent(script.Now, script.Id, data, out int taken));
        Assert.Equal(count, taken);
        script.Wrote(count);
    }
}
