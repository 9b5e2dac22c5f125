namespace Ringspun.Simulation.Internet;

/// <summary>What happened to the packets of one direction of a link.</summary>
public sealed class LinkCounters
{
    private readonly long[] _packets = new long[(int)PacketFate.Count];

    /// <summary>Bytes given to the link.</summary>
    public long BytesSent { get; internal set; }

    /// <summary>Bytes that arrived.</summary>
    public long BytesDelivered { get; internal set; }

    /// <summary>The packets that met with a fate; one packet may meet with several.</summary>
    /// <param name="fate">Which.</param>
    public long this[PacketFate fate] => _packets[(int)fate];

    internal void Add(PacketFate fate) => _packets[(int)fate]++;
}
