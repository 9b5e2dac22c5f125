namespace Ringspun.Simulation.Internet;

/// <summary>
/// Loss in bursts: the model of Gilbert and Elliott. A link is good or bad; with every packet it may change, and then the packet is lost with the
/// state's chance. Time does not count (<see cref="Outages"/> go by time). The mean length of a burst is <c>1 / Leave</c> packets, the share of bad packets <c>Enter / (Enter + Leave)</c>.
/// </summary>
/// <param name="Enter">The chance that a good link turns bad, per packet: 0 to 1.</param>
/// <param name="Leave">The chance that a bad link turns good, per packet: above 0, up to 1.</param>
/// <param name="LossWhenBad">The chance that a packet is lost while the link is bad.</param>
/// <param name="LossWhenGood">The chance that a packet is lost while the link is good.</param>
public readonly record struct BurstLoss(double Enter, double Leave, double LossWhenBad = 1, double LossWhenGood = 0)
{
    /// <summary>The share of packets that are lost in the long run.</summary>
    public double Rate => Enter == 0 ? LossWhenGood : ((Enter * LossWhenBad) + (Leave * LossWhenGood)) / (Enter + Leave);
}
