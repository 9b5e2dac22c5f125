namespace Ringspun.Simulation.Internet;

/// <summary>How one direction of a link treats packets. The defaults are a perfect wire of 1 ms.</summary>
/// <remarks>
/// A packet waits in the queue, takes its time to be sent at the link's rate, and is then lost, corrupted, doubled or delayed. A fault whose chance
/// is 0 takes nothing from the link's random numbers.
/// </remarks>
public sealed record LinkOptions
{
    /// <summary>How long a packet is on the way after it was sent; a spread is jitter.</summary>
    public LatencyDistribution Delay { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Whether jitter lets packets overtake each other. Without it a late packet holds up those behind it, as in a queue.</summary>
    public bool JitterReorders { get; init; }

    /// <summary>The rate in bits per second; 0 for a link that sends at once.</summary>
    public long BitsPerSecond { get; init; }

    /// <summary>The most bytes that wait to be sent; what does not fit is dropped (drop-tail).</summary>
    public int QueueBytes { get; init; } = int.MaxValue;

    /// <summary>The most packets that wait to be sent.</summary>
    public int QueuePackets { get; init; } = 1_000;

    /// <summary>
    /// From so many waiting bytes on, packets that are ECN-capable are marked (RFC 3168 section 5), as by an active queue; 0 for never.
    /// </summary>
    public int MarkBytes { get; init; }

    /// <summary>The chance that a packet is lost: 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Loss in bursts; null for none.</summary>
    public BurstLoss? Burst { get; init; }

    /// <summary>Times in which everything is lost; null for none. They begin anew when the options are set.</summary>
    public Outages? Outages { get; init; }

    /// <summary>The chance that a packet arrives twice.</summary>
    public double Duplication { get; init; }

    /// <summary>The chance that a packet takes <see cref="ReorderingDelay"/> longer, so that later ones overtake it.</summary>
    public double Reordering { get; init; }

    /// <summary>How much longer a reordered packet takes.</summary>
    public LatencyDistribution ReorderingDelay { get; init; } = TimeSpan.FromMilliseconds(2);

    /// <summary>The chance that bits of a packet are flipped.</summary>
    public double Corruption { get; init; }

    /// <summary>How many bits are flipped then, each anywhere in the packet.</summary>
    public int CorruptedBits { get; init; } = 1;

    /// <summary>The longest packet in bytes, without an Ethernet header; longer ones are dropped.</summary>
    public int Mtu { get; init; } = 1_500;

    /// <summary>Is told of packets that were dropped for their length; null for nobody. A <see cref="Router"/> answers before it comes to this.</summary>
    public TooBigHandler? TooBig { get; init; }

    /// <summary>Whether anything passes.</summary>
    public bool IsUp { get; init; } = true;

    /// <summary>Decides about single packets; null for none.</summary>
    public LinkRule? Rule { get; init; }

    internal LinkOptions Check()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(BitsPerSecond, nameof(BitsPerSecond));
        ArgumentOutOfRangeException.ThrowIfNegative(QueueBytes, nameof(QueueBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(QueuePackets, nameof(QueuePackets));
        ArgumentOutOfRangeException.ThrowIfNegative(MarkBytes, nameof(MarkBytes));
        ArgumentOutOfRangeException.ThrowIfNegative(CorruptedBits, nameof(CorruptedBits));
        ArgumentOutOfRangeException.ThrowIfLessThan(Mtu, 68, nameof(Mtu));
        Chance(Loss, nameof(Loss));
        Chance(Duplication, nameof(Duplication));
        Chance(Reordering, nameof(Reordering));
        Chance(Corruption, nameof(Corruption));
        Outages?.Check();
        if (Burst is { } burst)
        {
            Chance(burst.Enter, nameof(BurstLoss.Enter));
            Chance(burst.Leave, nameof(BurstLoss.Leave));
            Chance(burst.LossWhenBad, nameof(BurstLoss.LossWhenBad));
            Chance(burst.LossWhenGood, nameof(BurstLoss.LossWhenGood));
        }

        return this;
    }

    private static void Chance(double value, string name)
    {
        // Also false for what is not a number.
        if (!(value is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(name, value, "a chance is from 0 to 1");
        }
    }
}
