using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.Tests.Support;
using Ringspun.Tests.Shared;

namespace Ringspun.Tcp.Tests.Congestion;

/// <summary>Random histories, sensible ones and hostile ones.</summary>
public class CongestionPropertyTests
{
    private const int Steps = 400;

    [Fact]
    public void Whatever_happens_the_windows_keep_their_bounds() => Seeded.Each(1_500, random =>
    {
        uint limit = random.Next(3) == 0 ? (uint)random.Next(1, 1 << 20) : CongestionControl.LargestWindow;
        uint segment = (uint)random.Next(1, 65_536);
        CongestionControl control = CongestionControl.Begin(
            random.Next(2) == 0 ? CongestionAlgorithm.Cubic : CongestionAlgorithm.NewReno, segment, random.Next(-1, 100), random.Next(4) == 0, random.Next(4) == 0, limit);
        long now = 0;
        for (int step = 0; step < Steps; step++)
        {
            now += random.Next(10) == 0 ? random.NextInt64(-1_000_000_000, 100_000_000_000) : random.Next(10_000_000);
            uint window = control.Window;
            CongestionPhase phase = control.Phase;
            int what = random.Next(20);
            Happen(ref control, what, random, now);
            Assert.InRange(control.Window, Math.Min(control.SegmentSize, limit), Math.Max(limit, control.SegmentSize));
            segment = Math.Min(segment, control.SegmentSize);
            Assert.True(control.Threshold >= 2 * segment, $"ssthresh {control.Threshold} with segments of {segment} at the least");
            Assert.True(double.IsFinite(control.CubicState.K) && control.CubicState.K >= 0);
            Assert.True(double.IsFinite(control.CubicState.RenoEstimate) && control.CubicState.RenoEstimate >= 0);
            Assert.True(double.IsFinite(control.CubicState.MaximumWindow) && control.CubicState.MaximumWindow >= 0);
            if (what < 12 && phase == CongestionPhase.Open && control.Phase == CongestionPhase.Open)
            {
                Assert.True(control.Window >= window, "an acknowledgment never makes the window smaller outside recovery");
            }

            if (what is 13 or 14)
            {
                Assert.True(control.Window <= Math.Max(window, control.SegmentSize), "congestion never makes the window larger");
            }
        }
    });

    [Fact]
    public void The_same_history_gives_the_same_windows_on_every_machine()
    {
        ulong hash = 14_695_981_039_346_656_037;
        Random random = new(9438);
        CongestionControl control = CongestionControl.Begin(CongestionAlgorithm.Cubic, 1_448, 10);
        long now = 0;
        for (int step = 0; step < 100_000; step++)
        {
            now += random.Next(2_000_000);
            uint acknowledged = (uint)random.Next(1, 4) * 1_448;
            if (random.Next(2_000) == 0)
            {
                control.OnRecoveryBegin(control.Window, control.Window);
                control.OnRecoveryEnd();
            }

            control.OnAcknowledged(Controls.Ack(control, acknowledged, now, 20_000_000 + random.Next(5_000_000)));
            hash = (hash ^ control.Window) * 1_099_511_628_211;
        }

        Assert.Equal(6_167_658_761_838_996_598ul, hash);
    }

    [Fact]
    public void An_acknowledgment_allocates_nothing()
    {
        CongestionControl control = Controls.Avoiding(CongestionAlgorithm.Cubic, 100);
        Assert.Equal(0, Allocations.OfOneRun(() => Acknowledge(ref control)));

        static void Acknowledge(ref CongestionControl control)
        {
            for (int i = 0; i < 100_000; i++)
            {
                control.OnAcknowledged(Controls.Ack(control, Controls.Segment, i * 1_000_000L));
            }
        }
    }

    private static void Happen(ref CongestionControl control, int what, Random random, long now)
    {
        // Sizes that honest peers make, and once in a while any.
        uint Bytes(Random source) => source.Next(20) == 0 ? (uint)source.NextInt64(1L << 32) : (uint)source.Next(200_000);
        switch (what)
        {
            case < 12:
                control.OnAcknowledged(new CongestionAck
                {
                    Now = now,
                    Acknowledged = random.Next(4) == 0 ? 0 : Bytes(random),
                    Delivered = Bytes(random),
                    FlightBefore = Bytes(random),
                    Pipe = Bytes(random),
                    Rtt = random.Next(3) == 0 ? 0 : random.NextInt64(1, 10_000_000_000),
                    SmoothedRtt = random.NextInt64(0, 10_000_000_000),
                    WindowLimited = random.Next(4) != 0,
                    TellsOfLoss = random.Next(2) == 0,
                });
                break;
            case 12:
                control.OnRecoveryBegin(Bytes(random), Bytes(random));
                break;
            case 13:
                control.OnTimeout(Bytes(random), random.Next(2) == 0);
                break;
            case 14:
                control.OnCongestionEcho(Bytes(random), Bytes(random));
                break;
            case 15 or 16:
                control.OnRecoveryEnd();
                break;
            case 17:
                control.OnIdle(now - random.NextInt64(10_000_000_000), now, 1_000_000_000);
                break;
            case 18:
                control.OnSpurious(Bytes(random), Bytes(random));
                break;
            default:
                control.OnSent(Bytes(random));
                if (random.Next(10) == 0)
                {
                    control.OnSegmentSizeChanged((uint)random.Next(1, 65_536));
                }

                break;
        }
    }
}
