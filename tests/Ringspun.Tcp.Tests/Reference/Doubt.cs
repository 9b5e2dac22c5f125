using Ringspun.Tcp.Recovery;

namespace Ringspun.Tcp.Tests.Reference;

/// <summary>What is remembered of a recovery, in case it proves to have been needless.</summary>
internal sealed record Doubt
{
    /// <summary>SND.UNA when it began.</summary>
    public required uint First { get; init; }

    /// <summary>The retransmission timer has run out in it.</summary>
    public bool ByTimeout { get; init; }

    /// <summary>RetransmitTS of RFC 3522, until the first acknowledgment of something new.</summary>
    public uint? Stamp { get; init; }

    /// <summary>Bytes sent again that have not been reported to have come twice.</summary>
    public uint Repeated { get; init; }

    /// <summary>Where F-RTO is.</summary>
    public ForwardStep Forward { get; init; }

    /// <summary>SND.NXT when recovery was seen to be over: once that is acknowledged nothing of it is in doubt any more.</summary>
    public uint? End { get; init; }
}
