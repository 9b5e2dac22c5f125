namespace Ringspun.Tcp.Congestion;

/// <summary>What an acknowledgment tells congestion control. Windows are bytes, times nanoseconds.</summary>
internal readonly struct CongestionAck
{
    /// <summary>The time.</summary>
    public long Now { get; init; }

    /// <summary>Bytes newly acknowledged: how far SND.UNA moved. 0 for a duplicate acknowledgment.</summary>
    public uint Acknowledged { get; init; }

    /// <summary>Bytes that are known to have arrived by this acknowledgment, in order or by SACK (RFC 9937's DeliveredData).</summary>
    public uint Delivered { get; init; }

    /// <summary>FlightSize before it: SND.NXT - SND.UNA.</summary>
    public uint FlightBefore { get; init; }

    /// <summary>What is in the network after it (RFC 6675's pipe), by the same count that the window is compared with when something is to be sent.</summary>
    public uint Pipe { get; init; }

    /// <summary>The round trip that it measured; 0 when it measured none.</summary>
    public long Rtt { get; init; }

    /// <summary>SRTT; 0 before the first measurement.</summary>
    public long SmoothedRtt { get; init; }

    /// <summary>
    /// Whether the window, not the application or the peer's window, kept the sender from sending more of what this acknowledges.
    /// <see cref="CongestionControl.IsLimiting"/> tells it from the flight.
    /// </summary>
    public bool WindowLimited { get; init; }

    /// <summary>Whether it says that more is lost than was known.</summary>
    public bool TellsOfLoss { get; init; }

    /// <summary>Whether it carries the echo of a router's mark (ECE, RFC 3168 section 6.1.2): the window does not grow by it.</summary>
    public bool TellsOfMark { get; init; }
}
