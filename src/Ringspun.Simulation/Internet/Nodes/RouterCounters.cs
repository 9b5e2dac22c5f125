namespace Ringspun.Simulation.Internet;

/// <summary>What a <see cref="Router"/> has done.</summary>
public sealed class RouterCounters
{
    /// <summary>Packets passed on.</summary>
    public long Forwarded { get; internal set; }

    /// <summary>IPv4 packets that were cut into fragments.</summary>
    public long Fragmented { get; internal set; }

    /// <summary>Packets answered by "packet too big", or "fragmentation needed".</summary>
    public long TooBig { get; internal set; }

    /// <summary>Packets whose time to live ran out.</summary>
    public long TimeExceeded { get; internal set; }

    /// <summary>Packets that no route leads for.</summary>
    public long NoRoute { get; internal set; }

    /// <summary>Packets that are not IP, or that nobody may have sent.</summary>
    public long Refused { get; internal set; }
}
