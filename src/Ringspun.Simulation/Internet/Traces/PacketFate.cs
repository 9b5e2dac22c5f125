namespace Ringspun.Simulation.Internet;

/// <summary>What can happen to a packet on a link.</summary>
public enum PacketFate
{
    /// <summary>A node gave it to the link.</summary>
    Sent,

    /// <summary>It arrived at the other node.</summary>
    Delivered,

    /// <summary>It was lost on the way.</summary>
    Lost,

    /// <summary>The queue was full.</summary>
    QueueFull,

    /// <summary>It is longer than the link takes.</summary>
    TooBig,

    /// <summary>The link is down.</summary>
    LinkDown,

    /// <summary>A rule dropped it.</summary>
    DroppedByRule,

    /// <summary>It will arrive twice.</summary>
    Duplicated,

    /// <summary>It will arrive with wrong bits.</summary>
    Corrupted,

    /// <summary>It takes longer than others.</summary>
    Reordered,

    /// <summary>It carries a mark of congestion now.</summary>
    Marked,

    /// <summary>How many fates there are.</summary>
    Count,
}
