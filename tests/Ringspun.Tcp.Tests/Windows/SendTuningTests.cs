using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Windows;

/// <summary>The send buffer holds two congestion windows.</summary>
public class SendTuningTests
{
    private const int Least = 65_536;

    [Fact]
    public void It_begins_with_the_minimum()
    {
        TunedConnection connection = new();
        Assert.Equal(Least, connection.Script.Write(200_000));
        Assert.Equal(Least, connection.Info.SendBuffer);
    }

    [Fact]
    public void It_grows_with_the_congestion_window()
    {
        TunedConnection connection = new();
        for (int round = 0; round < 6; round++)
        {
            Round(connection);
            Assert.Equal(Math.Max(Least, 2 * (int)connection.Info.CongestionWindow), connection.Info.SendBuffer);
        }

        Assert.True(connection.Info.SendBuffer > 4 * Least, $"{connection.Info.SendBuffer}");
    }

    [Fact]
    public void A_window_that_shrinks_leaves_it()
    {
        TunedConnection connection = new();
        for (int round = 0; round < 5; round++)
        {
            Round(connection);
        }

        int size = connection.Info.SendBuffer;
        connection.Script.Write(10_000_000);
        connection.Script.Skip(Script.Second);
        Assert.True(connection.Info.CongestionWindow < size / 4, "there was a timeout");
        Assert.Equal(size, connection.Info.SendBuffer);
    }

    [Theory]
    [InlineData(0, 100_000, 100_000)]
    [InlineData(70_000, 6 << 20, 70_000)]
    public void It_never_exceeds_the_maximum_or_a_fixed_size(int size, int most, int expected)
    {
        TunedConnection connection = new(new TcpSettings { SendBuffer = size, MaximumSendBuffer = most });
        for (int round = 0; round < 8; round++)
        {
            Round(connection);
        }

        Assert.Equal(expected, connection.Info.SendBuffer);
    }

    [Fact]
    public void Room_is_told_when_it_has_grown()
    {
        TunedConnection connection = new();
        for (int round = 0; round < 4; round++)
        {
            connection.Script.Events();
            Round(connection);
        }

        Assert.True(connection.Script.Events().HasFlag(ConnectionEvents.Writable));
    }

    /// <summary>The application writes all that it may, and all that is sent is acknowledged a round trip later.</summary>
    private static void Round(TunedConnection connection)
    {
        connection.Script.Write(10_000_000);
        connection.Script.TakeAll();
        uint end = connection.Info.SndNxt;
        connection.Script.Advance(TunedConnection.RoundTrip);
        for (uint next = connection.Info.SndUna; next != end;)
        {
            next += Math.Min(2 * TunedConnection.Segment, end - next);
            connection.Script.Send(Ack, 1, next - connection.Script.StackIss);
        }

        connection.Script.TakeAll();
    }
}
