using System.Collections.Frozen;

namespace Ringspun.UserLevel;

/// <summary>
/// What a <see cref="UserNetwork"/> has done since it was made, over all of its loops. The loops go on while it is read: each figure is of its own moment.
/// </summary>
public sealed record UserNetworkStatistics
{
    /// <summary>The loops that have joined.</summary>
    public required int Loops { get; init; }

    /// <summary>Packets that came from the link; a super-segment is one.</summary>
    public required long PacketsReceived { get; init; }

    /// <summary>Packets that the link has taken; a super-segment is one. Without a link those to the network's own addresses.</summary>
    public required long PacketsSent { get; init; }

    /// <summary>Times that the link told of packets lost before they were read: too long, senseless, or more than it could hold.</summary>
    public required long ReceivesLost { get; init; }

    /// <summary>Packets that the link did not take: it was down, or refused this one. Who needs them sends them again.</summary>
    public required long SendsRefused { get; init; }

    /// <summary>Packets that came to another loop than their connection's and were handed over; one that is asked about by three loops counts twice.</summary>
    public required long HandedOver { get; init; }

    /// <summary>Packets lost because the loop that they were for had 1,024 waiting.</summary>
    public required long HandOversLost { get; init; }

    /// <summary>Connections now, those included that are closed and not over (TIME-WAIT).</summary>
    public required int Connections { get; init; }

    /// <summary>Datagram sockets now.</summary>
    public required int DatagramSockets { get; init; }

    /// <summary>
    /// The stack's counters by the names of <see cref="Tcp.StackCounter"/>, and the packets that it refused by those of <see cref="Tcp.Wire.Refusal"/> after "Refused",
    /// such as RefusedBadChecksum.
    /// </summary>
    public required FrozenDictionary<string, long> Counters { get; init; }
}
