using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;

namespace Ringspun.Tcp.Tests.Windows;

/// <summary>The receive buffer becomes what a round trip needs.</summary>
public class ReceiveTuningTests
{
    private const int Least = 65_536;

    [Theory]
    [InlineData(0, 6 << 20, 7)]
    [InlineData(0, 1 << 20, 5)]
    [InlineData(0, 65_536, 1)]
    [InlineData(262_144, 6 << 20, 3)]
    [InlineData(65_535, 6 << 20, 0)]
    public void The_scale_is_chosen_for_the_largest_window(int size, int most, byte shift)
    {
        TunedConnection connection = new(new TcpSettings { ReceiveBuffer = size, MaximumReceiveBuffer = most });
        Assert.Equal(shift, connection.Answer.Options.WindowScale);
    }

    [Fact]
    public void It_begins_with_the_minimum()
    {
        TunedConnection connection = new();
        Assert.Equal((65_535, Least), (connection.Answer.Window, connection.Info.ReceiveBuffer));
        connection.Pass(1);
        Assert.InRange(connection.Info.RcvWnd, 65_535u - TunedConnection.Segment, (uint)Least + 127);
    }

    [Fact]
    public void It_becomes_twice_what_is_read_in_a_round_trip()
    {
        TunedConnection connection = new();
        connection.PassARound(60);

        // 61 segments in the round trip, and two more.
        Assert.Equal((2 * 61_000) + 2_000, connection.Info.ReceiveBuffer);
        connection.Pass(100);
        Assert.InRange(connection.Info.RcvWnd, 90_000u, 124_127u);
    }

    [Fact]
    public void It_grows_from_round_trip_to_round_trip_as_the_sender_does()
    {
        TunedConnection connection = new();
        int size = Least;
        for (int round = 0; round < 4; round++)
        {
            connection.PassARound((int)connection.Info.RcvWnd / TunedConnection.Segment - 3);
            Assert.True(connection.Info.ReceiveBuffer > size * 3 / 2, $"{connection.Info.ReceiveBuffer} after {size}");
            size = connection.Info.ReceiveBuffer;
        }
    }

    [Fact]
    public void The_peer_is_told_of_a_larger_window_at_once()
    {
        TunedConnection connection = new();
        connection.Pass(1);
        connection.Pass(60);
        connection.Script.Advance(TunedConnection.RoundTrip);
        connection.Feed(1);
        connection.Script.Read(TunedConnection.Segment);
        SeenSegment update = connection.Script.Expect(TcpFlags.Ack, 1, 1 + 62_000, 0);
        Assert.InRange(update.Window << 7, 120_000, 124_127);
    }

    [Fact]
    public void What_nobody_reads_makes_no_larger_window()
    {
        TunedConnection connection = new();
        connection.Pass(1);
        connection.Feed(60);
        connection.Script.Advance(TunedConnection.RoundTrip);
        connection.Feed(2);
        Assert.Equal(Least, connection.Info.ReceiveBuffer);
        Assert.InRange(connection.Info.RcvWnd, 1u, 6_000u);
    }

    [Fact]
    public void Small_segments_do_not_push_the_window_beyond_the_buffer()
    {
        TunedConnection connection = new();
        connection.Feed(60);
        connection.Trickle(8_000);
        Assert.InRange(connection.Info.Readable, 65_000, Least + 127);
        Assert.Equal(0u, connection.Info.RcvWnd);
    }

    [Fact]
    public void A_trickle_needs_no_larger_window()
    {
        TunedConnection connection = new();
        for (int i = 0; i < 100; i++)
        {
            connection.Pass(10);
            connection.Script.Advance(TunedConnection.RoundTrip);
        }

        Assert.Equal(Least, connection.Info.ReceiveBuffer);
    }

    [Fact]
    public void It_never_exceeds_the_maximum()
    {
        TunedConnection connection = new(new TcpSettings { MaximumReceiveBuffer = 100_000 });
        connection.PassARound(60);
        Assert.Equal(100_000, connection.Info.ReceiveBuffer);
        connection.PassARound(80);
        Assert.Equal(100_000, connection.Info.ReceiveBuffer);
    }

    [Fact]
    public void A_fixed_size_is_kept()
    {
        TunedConnection connection = new(new TcpSettings { ReceiveBuffer = 70_000 });
        connection.PassARound(60);
        Assert.Equal(70_000, connection.Info.ReceiveBuffer);
        Assert.InRange(connection.Info.RcvWnd, 60_000u, 70_000u);
    }

    [Fact]
    public void Without_scaling_no_more_is_told_than_the_field_holds()
    {
        TunedConnection connection = new(scaling: false);
        connection.PassARound(60);
        Assert.InRange(connection.Info.RcvWnd, 60_000u, 65_535u);
    }

    [Fact]
    public void Timestamps_tell_a_round_trip_that_became_shorter()
    {
        TunedConnection connection = new(timestamps: true, roundTrip: 100 * Millisecond);
        connection.Pass(1);
        connection.Script.Advance(100 * Millisecond);
        connection.Pass(1, echoAge: 10 * Millisecond);
        connection.Pass(60, echoAge: 10 * Millisecond);
        connection.Script.Advance(100 * Millisecond);
        connection.Pass(1, echoAge: 10 * Millisecond);
        int size = connection.Info.ReceiveBuffer;
        connection.Pass(100, echoAge: 10 * Millisecond);
        Assert.Equal(size, connection.Info.ReceiveBuffer);
        connection.Script.Advance(10 * Millisecond);
        connection.Pass(1, echoAge: 10 * Millisecond);
        Assert.True(connection.Info.ReceiveBuffer > size, "ten milliseconds were a round trip");
    }

    [Fact]
    public void New_settings_hold_at_once()
    {
        TunedConnection connection = new();
        connection.Script.Stack.Configure(connection.Script.Now, connection.Script.Id, new TcpSettings { ReceiveBuffer = 200_000, SendBuffer = 10_000 });
        Assert.Equal((200_000, 10_000), (connection.Info.ReceiveBuffer, connection.Info.SendBuffer));
        connection.Pass(1);
        Assert.InRange(connection.Info.RcvWnd, 195_000u, 200_127u);
    }
}
