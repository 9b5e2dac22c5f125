using Ringspun.Simulation.Internet;
using Ringspun.Tcp.Tests.Support;

namespace Ringspun.Tcp.Tests.Recovery;

/// <summary>Random links and settings: everything arrives, whatever mechanism of loss and congestion was agreed on. A failure names its seed.</summary>
public class RandomLossTests
{
    [Fact]
    public void Everything_arrives_whatever_is_agreed_on() => Seeded.Each(60, static (seed, random) =>
    {
        LossyTransfer transfer = new(seed, random.Next(1, 300_000), Faults(random), Faults(random), Settings(random), Settings(random));
        (transfer.Sender.Checks, transfer.Receiver.Checks) = (true, true);
        transfer.Run();
    });

    private static LinkOptions Faults(Random random) => new()
    {
        Delay = TimeSpan.FromMicroseconds(random.Next(100, 50_000)),
        BitsPerSecond = random.Next(3) == 0 ? 0 : random.Next(1_000_000, 100_000_000),
        QueueBytes = random.Next(20_000, 200_000),
        MarkBytes = random.Next(2) == 0 ? 0 : random.Next(3_000, 60_000),
        Loss = random.Next(3) == 0 ? 0 : random.NextDouble() * 0.1,
        Duplication = random.Next(3) == 0 ? random.NextDouble() * 0.1 : 0,
        Reordering = random.Next(2) == 0 ? random.NextDouble() * 0.2 : 0,
        ReorderingDelay = TimeSpan.FromMicroseconds(random.Next(100, 300_000)),
        Corruption = random.Next(4) == 0 ? random.NextDouble() * 0.02 : 0,
    };

    private static TcpSettings Settings(Random random) => new()
    {
        Sack = random.Next(3) != 0,
        Timestamps = random.Next(2) != 0,
        NoDelay = random.Next(2) != 0,
        Ecn = (EcnPolicy)random.Next(3),
        Congestion = (CongestionAlgorithm)random.Next(2),
        ReceiveBuffer = random.Next(4_000, 300_000),
        SendBuffer = random.Next(4_000, 300_000),
        DelayedAck = random.Next(3) * 40_000_000L,
    };
}
