using Ringspun.Tcp.Buffers;
using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>What arrives: order, acknowledgments, windows (RFC 9293 sections 3.8.6.2.2 and 3.8.6.3, RFC 5681 section 4.2).</summary>
public class ReceiveTests
{
    // RFC9293 MUST-40.
    [Fact]
    public void A_lone_segment_is_acknowledged_after_the_delay()
    {
        Script script = Passive().PastQuickAcks();
        script.Send(Ack, 9, 1, 100);
        script.ExpectNothing();
        script.Advance((40 * Millisecond) - 1);
        script.ExpectNothing();
        script.Advance(1);
        script.Expect(Ack, 1, 109, 0);
    }

    [Fact]
    public void Every_second_full_segment_is_acknowledged_at_once()
    {
        Script script = Passive().PastQuickAcks();
        for (int i = 0; i < 3; i++)
        {
            script.Send(Ack, 9 + (2000 * i), 1, 1000);
            script.Send(Ack, 1009 + (2000 * i), 1, 1000);
            script.Expect(Ack, 1);
        }
    }

    [Fact]
    public void Data_takes_the_acknowledgment_along()
    {
        Script script = Passive().PastQuickAcks();
        script.Send(Ack, 9, 1, 100);
        script.Write(50);
        script.Expect(Ack, 1, 109, 50);
        script.Send(Ack, 109, 51);
        script.Advance(10 * Second);
        script.ExpectNothing();
    }

    // RFC9293 MUST-58, RFC9293 MUST-59.
    [Fact]
    public void What_comes_together_is_acknowledged_together()
    {
        Script script = Passive();
        byte[][] packets = [.. Enumerable.Range(0, 6).Select(i => script.Packet(1 + (1000 * i), 1000))];
        foreach (byte[] packet in packets)
        {
            script.Stack.Receive(script.Now, packet);
        }

        script.Expect(Ack, 1, 6001);
        script.ExpectNothing();
    }

    [Fact]
    public void Each_segment_out_of_order_is_answered_at_once()
    {
        Script script = Passive().PastQuickAcks();
        script.Send(Ack, 1009, 1, 1000);
        script.Expect(Ack, 1, 9, 0);
        script.Send(Ack, 2009, 1, 1000);
        script.Expect(Ack, 1, 9, 0);
        script.Send(Ack, 3009, 1, 1000);
        script.Expect(Ack, 1, 9, 0);
        script.ReadNothing();
        script.Send(Ack, 9, 1, 1000);
        script.Expect(Ack, 1, 4009, 0);
        script.Read(4000);
    }

    [Fact]
    public void Sack_blocks_tell_the_newest_first()
    {
        Script script = Passive(WithSack);
        script.Send(Ack, 1001, 1, 1000);
        Assert.Equal([new SackBlock(1001, 2001)], Blocks(script.Expect(Ack, 1, 1)));
        script.Send(Ack, 5001, 1, 1000);
        Assert.Equal([new SackBlock(5001, 6001), new SackBlock(1001, 2001)], Blocks(script.Expect(Ack, 1, 1)));
        script.Send(Ack, 3001, 1, 1000);
        Assert.Equal([new SackBlock(3001, 4001), new SackBlock(5001, 6001), new SackBlock(1001, 2001)], Blocks(script.Expect(Ack, 1, 1)));
        script.Send(Ack, 2001, 1, 1000);
        Assert.Equal([new SackBlock(1001, 4001), new SackBlock(5001, 6001)], Blocks(script.Expect(Ack, 1, 1)));
        script.Send(Ack, 1, 1, 1000);
        Assert.Equal([new SackBlock(5001, 6001)], Blocks(script.Expect(Ack, 1, 4001)));
        script.Send(Ack, 4001, 1, 1000);
        Assert.Equal([], Blocks(script.Expect(Ack, 1, 6001)));
        script.Read(6000);
    }

    [Fact]
    public void With_timestamps_three_blocks_fit()
    {
        Script script = Passive(Everything);
        for (int i = 0; i < 5; i++)
        {
            script.Send(Ack, 1001 + (2000 * i), 1, 1000, options: Time(1001));
        }

        for (int i = 0; i < 4; i++)
        {
            script.Expect(Ack, 1, 1);
        }

        Assert.Equal(3, script.Expect(Ack, 1, 1).Options.SackCount);
    }

    // RFC 2883 section 4.1.
    [Fact]
    public void A_duplicate_is_reported_once()
    {
        Script script = Passive(WithSack);
        script.Send(Ack, 1, 1, 1000);
        script.Expect(Ack, 1, 1001);
        script.Send(Ack, 1, 1, 1000);
        Assert.Equal([new SackBlock(1, 1001)], Blocks(script.Expect(Ack, 1, 1001)));
        script.Send(Ack, 1001, 1, 1000);
        Assert.Equal([], Blocks(script.Expect(Ack, 1, 2001)));
        script.Send(Ack, 3001, 1, 1000);
        script.Expect(Ack, 1, 2001);
        script.Send(Ack, 3001, 1, 1000);
        Assert.Equal([new SackBlock(3001, 4001), new SackBlock(3001, 4001)], Blocks(script.Expect(Ack, 1, 2001)));
        script.Read(2000);
    }

    [Theory]
    [InlineData(1, 500)]
    [InlineData(30, 300)]
    [InlineData(21, 10)]
    public void What_overlaps_is_taken_once(long seq, int length)
    {
        Script script = Passive();
        script.Send(Ack, 1, 1, 50);
        script.Send(Ack, seq, 1, length);
        script.Ignore();
        script.Read(Math.Max(51, (int)seq + length) - 1);
        script.ReadNothing();
    }

    [Fact]
    public void Overlaps_out_of_order_are_merged()
    {
        Script script = Passive(WithSack);
        script.Send(Ack, 1001, 1, 1000);
        script.Send(Ack, 1501, 1, 1000);
        script.Send(Ack, 501, 1, 3000);
        script.Ignore();
        script.Send(Ack, 1, 1, 600);
        script.Expect(Ack, 1, 3501);
        script.Read(3500);
    }

    [Fact]
    public void Data_beyond_the_window_is_cut_off()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 4096, WindowScaling = false });
        script.Send(Ack, 1, 1, 5000);
        script.Expect(Ack, 1, 4097, window: 0);
        script.Send(Ack, 4097, 1, 500);
        script.Expect(Ack, 1, 4097, window: 0);
        script.Read(4096);
        script.Expect(Ack, 1, 4097, window: 4096);
        script.Send(Ack, 4097, 1, 500);
        script.Read(500);
    }

    // RFC9293 MUST-39.
    [Fact]
    public void The_window_opens_in_steps_worth_telling()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 8192, WindowScaling = false });
        for (int i = 0; i < 8; i++)
        {
            script.Send(Ack, 1 + (1024 * i), 1, 1024);
        }

        script.Ignore();
        Assert.Equal(0u, script.Info.RcvWnd);
        script.Read(1000);
        script.ExpectNothing();
        script.Read(24);
        script.Expect(Ack, 1, 8193, window: 1024);
        script.Read(7168);
        script.Expect(Ack, 1, 8193, window: 8192);
    }

    [Fact]
    public void A_delayed_acknowledgment_does_not_swallow_a_window_update()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 4096, WindowScaling = false }).PastQuickAcks();
        script.Send(Ack, 9, 1, 4088);
        script.Expect(Ack, 1, 4097, window: 0);
        script.Read(4088);
        script.Expect(Ack, 1, 4097, window: 4096);
        script.Advance(Second);
        script.ExpectNothing();
    }

    [Fact]
    public void A_probe_of_a_closed_window_is_answered()
    {
        Script script = Passive(settings: new TcpSettings { ReceiveBuffer = 2048, WindowScaling = false });
        script.Send(Ack, 1, 1, 2048);
        script.Expect(Ack, 1, 2049, window: 0);
        for (int i = 0; i < 5; i++)
        {
            script.Send(Ack, 2049, 1, 1);
            script.Expect(Ack, 1, 2049, window: 0);
        }
    }

    [Fact]
    public void A_keep_alive_of_the_peer_is_answered()
    {
        Script script = Passive();
        script.Send(Ack, 0, 1);
        script.Expect(Ack, 1, 1, 0);
        script.Send(Ack, 0, 1);
        script.ExpectNothing();
        script.Advance(Second);
        script.Send(Ack, 0, 1);
        script.Expect(Ack, 1, 1, 0);
    }

    [Fact]
    public void Scattered_bytes_fill_a_bounded_number_of_gaps()
    {
        Script script = Passive(WithSack);
        for (int i = 0; i < 100; i++)
        {
            script.Send(Ack, 11 + (20 * i), 1, 1);
        }

        script.Ignore();
        Assert.Equal(68, script.Stack.Counters[StackCounter.OutOfOrderDropped]);
        script.Send(Ack, 1, 1, 3000);
        script.Expect(Ack, 1, 3001);
        script.Read(3000);
    }

    [Fact]
    public void Without_memory_data_is_not_acknowledged_and_comes_again()
    {
        Script script = new Script(pool: new BufferPool(2048, 2048)).Listening();
        script.Send(Syn, options: Plain);
        script.Expect(Syn | Ack);
        script.Send(Ack, 1, 1);
        script.Accept();
        script.Send(Ack, 1, 1, 3000);
        script.Expect(Ack, 1, 2049);
        script.Send(Ack, 2049, 1, 1000);
        script.Expect(Ack, 1, 2049);
        script.Read(2048);
        script.Send(Ack, 2049, 1, 952);
        script.Expect(Ack, 1, 3001);
        script.Read(952);
        Assert.Equal(0, script.Pool.Rented);
    }

    [Fact]
    public void Segments_without_ack_are_dropped()
    {
        Script script = Passive();
        script.Send(Psh | Fin, 1, 0, 10);
        script.ExpectNothing();
        script.ReadNothing();
        Assert.Equal(1, script.Stack.Counters[StackCounter.WithoutAck]);
    }

    // RFC9293 MUST-3.
    [Fact]
    public void A_wrong_checksum_is_dropped_and_counted()
    {
        Script script = Passive();
        byte[] packet = script.Packet(1, 10);
        packet[^1] ^= 1;
        script.Deliver(packet);
        script.ExpectNothing();
        Assert.Equal(1, script.Stack.Counters[Refusal.BadChecksum]);
    }

    private static SackBlock[] Blocks(SeenSegment seen) => [.. Enumerable.Range(0, seen.Options.SackCount).Select(i => seen.Options.Sack(i))];
}
