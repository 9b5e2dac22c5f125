using Ringspun.Tcp.Tests.Scripts;
using static Ringspun.Tcp.Tests.Scripts.Script;
using static Ringspun.Tcp.Wire.TcpFlags;

namespace Ringspun.Tcp.Tests.Connections;

/// <summary>Timestamps and PAWS (RFC 7323).</summary>
public class TimestampTests
{
    private const long Day = 86_400 * Second;

    [Fact]
    public void The_peers_timestamp_is_echoed()
    {
        Script script = Passive(Everything);
        script.Send(Ack, 1, 1, 10, options: Time(5000));
        Assert.Equal(5000u, script.Expect(Ack, 1, 11).Options.TimestampEcho);
    }

    [Fact]
    public void The_clock_ticks_each_millisecond()
    {
        Script script = Passive(Everything, new TcpSettings { NoDelay = true });
        script.Write(1);
        uint first = script.Expect(Ack, 1).Options.TimestampValue;
        script.Advance(150 * Millisecond);
        script.Write(1);
        Assert.Equal(150u, script.Expect(Ack, 2).Options.TimestampValue - first);
    }

    [Fact]
    public void The_echo_is_of_the_segment_that_moved_the_acknowledgment()
    {
        // RFC 7323 section 4.3: a segment beyond a hole does not count.
        Script script = Passive(Everything);
        script.Send(Ack, 101, 1, 100, options: Time(6000));
        Assert.Equal(1000u, script.Expect(Ack, 1, 1).Options.TimestampEcho);
        script.Send(Ack, 1, 1, 100, options: Time(5500));
        Assert.Equal(5500u, script.Expect(Ack, 1, 201).Options.TimestampEcho);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1)]
    [InlineData(1000 - 0x7000_0000L)]
    public void An_older_segment_is_answered_and_dropped(long timestamp)
    {
        Script script = Passive(Everything);
        script.Send(Ack, 1, 1, 10, options: Time((uint)timestamp));
        script.Expect(Ack, 1, 1, 0);
        script.ReadNothing();
        Assert.Equal(1, script.Stack.Counters[StackCounter.OldTimestamps]);
    }

    [Fact]
    public void A_reset_is_not_held_to_its_timestamp()
    {
        Script script = Passive(Everything);
        script.Send(Rst, 1, options: Time(1));
        Assert.Equal(StackError.Reset, script.Info.Failure);
    }

    [Fact]
    public void After_24_days_of_silence_any_timestamp_will_do()
    {
        Script script = Passive(Everything);
        script.Advance(25 * Day);
        script.Send(Ack, 1, 1, 10, options: Time(5));
        script.Expect(Ack, 1, 11);
        script.Read(10);
    }

    [Fact]
    public void Timestamps_may_wrap()
    {
        TcpOptions peer = Everything;
        peer.TimestampValue = uint.MaxValue;
        Script script = Passive(peer);
        script.Send(Ack, 1, 1, 10, options: Time(3));
        script.Expect(Ack, 1, 11);
        script.Send(Ack, 11, 1, 10, options: Time(uint.MaxValue));
        script.Expect(Ack, 1, 11);
    }

    [Fact]
    public void An_echo_measures_what_was_sent_twice()
    {
        Script script = Passive(Everything, roundTrip: 100 * Millisecond);
        script.Write(100);
        script.Expect(Ack, 1, 1, 100);
        script.Advance(400 * Millisecond);
        uint again = script.Expect(Ack, 1, 1, 100).Options.TimestampValue;
        script.Ignore();
        script.Advance(100 * Millisecond);
        long before = script.Info.SmoothedRtt;
        script.Send(Ack, 1, 101, options: Time(1001, again));
        Assert.NotEqual(before, script.Info.SmoothedRtt);
        Assert.InRange(script.Info.SmoothedRtt, 100 * Millisecond, 160 * Millisecond);
    }
}
