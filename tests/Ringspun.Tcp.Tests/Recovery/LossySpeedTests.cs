using Ringspun.Simulation.Internet;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>How long transfers take over links that lose: deterministic, in virtual time, by seeds.</summary>
public class LossySpeedTests
{
    private const long Length = 4_000_000;
    private const int Seeds = 10;
    private const double RoundTrip = 0.02;
    private const int Segment = 1448;

    /// <summary>
    /// The ideal is the link's rate, or the mean window of additive increase and multiplicative decrease at this rate of loss, as RFC 9438 section 4.3
    /// computes it: losses are seen and repaired at once, there are no timeouts.
    /// </summary>
    [Theory]
    [InlineData(CongestionAlgorithm.Cubic, 0.01, 10, 1.1)]
    [InlineData(CongestionAlgorithm.Cubic, 0.01, 100, 0.85)]
    [InlineData(CongestionAlgorithm.Cubic, 0.05, 10, 1.2)]
    [InlineData(CongestionAlgorithm.Cubic, 0.05, 100, 1.1)]
    [InlineData(CongestionAlgorithm.NewReno, 0.01, 10, 1.2)]
    [InlineData(CongestionAlgorithm.NewReno, 0.01, 100, 1.0)]
    [InlineData(CongestionAlgorithm.NewReno, 0.05, 10, 1.4)]
    [InlineData(CongestionAlgorithm.NewReno, 0.05, 100, 1.3)]
    public void Lost_segments_cost_what_the_theory_says(CongestionAlgorithm algorithm, double loss, int megabits, double most)
    {
        (double alpha, double beta) = algorithm == CongestionAlgorithm.Cubic ? (0.9 / 1.7, 0.7) : (1, 0.5);
        double window = Math.Sqrt(alpha * (1 + beta) / (2 * (1 - beta) * loss)) * Segment;
        double rate = Math.Min(megabits * 1e6 / 8 * Segment / 1500, window / RoundTrip);
        double total = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            total += Transfer(seed, algorithm, megabits, new LinkOptions { Loss = loss }).Run();
        }

        Assert.InRange(total / Seeds, 0, Length / rate * most);
    }

    [Fact]
    public void Packets_that_only_come_late_cost_little()
    {
        // One packet in fifty takes half a round trip longer. By the theory of loss this were four seconds.
        double total = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            total += Transfer(seed, CongestionAlgorithm.Cubic, 100, new LinkOptions
            {
                Reordering = 0.02,
                ReorderingDelay = TimeSpan.FromMilliseconds(10),
            }).Run();
        }

        Assert.InRange(total / Seeds, 0, 2);
    }

    [Fact]
    public void Where_routers_mark_nothing_is_lost()
    {
        LossyTransfer transfer = new(
            1,
            Length,
            new LinkOptions { BitsPerSecond = 10_000_000, QueueBytes = 150_000, MarkBytes = 25_000, Delay = TimeSpan.FromMilliseconds(10) },
            new LinkOptions { Delay = TimeSpan.FromMilliseconds(10) },
            new TcpSettings { Ecn = EcnPolicy.Always });
        double seconds = transfer.Run();
        Assert.Equal((0, 0), (transfer.Count(StackCounter.Retransmissions), transfer.Count(StackCounter.Timeouts)));
        Assert.InRange(transfer.Count(StackCounter.CongestionEchoes), 2, 60);
        Assert.InRange(seconds, 3.2, 3.7);
    }

    private static LossyTransfer Transfer(int seed, CongestionAlgorithm algorithm, int megabits, LinkOptions faults)
    {
        TimeSpan delay = TimeSpan.FromSeconds(RoundTrip / 2);
        TcpSettings settings = new() { ReceiveBuffer = 2 << 20, SendBuffer = 2 << 20, Congestion = algorithm };
        return new LossyTransfer(
            seed,
            Length,
            faults with { BitsPerSecond = megabits * 1_000_000L, QueueBytes = (int)(megabits * 1e6 / 8 * RoundTrip), Delay = delay },
            new LinkOptions { Delay = delay },
            settings);
    }
}
