namespace Ringspun.UserLevel;

/// <summary>A link that loses, doubles, reorders and corrupts packets, by a seed.</summary>
public sealed class FaultyLink : PassingLink
{
    private readonly LinkFaults _faults;
    private int _queues;

    /// <summary>Puts faults around a link.</summary>
    /// <param name="inner">The link, this one's from now on.</param>
    /// <param name="faults">What happens to packets.</param>
    public FaultyLink(ILink inner, LinkFaults faults)
        : base(inner)
    {
        ArgumentNullException.ThrowIfNull(faults);
        _faults = faults.Check();
    }

    /// <inheritdoc/>
    protected override ILinkQueue Wrap(ILinkQueue queue)
    {
        int seed = unchecked((_faults.Seed * 397) + Interlocked.Increment(ref _queues));
        int room = Math.Max(ushort.MaxValue, Mtu) + Tcp.Wire.EthernetFrame.HeaderLength;
        return new FaultyQueue(queue, _faults, seed, room);
    }
}
