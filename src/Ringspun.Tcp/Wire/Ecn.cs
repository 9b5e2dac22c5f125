namespace Ringspun.Tcp.Wire;

/// <summary>Explicit congestion notification: the low two bits of the traffic class (RFC 3168 section 5).</summary>
public enum Ecn : byte
{
    /// <summary>The sender does not take part.</summary>
    NotCapable = 0,

    /// <summary>The sender takes part, ECT(1).</summary>
    Capable1 = 1,

    /// <summary>The sender takes part, ECT(0).</summary>
    Capable0 = 2,

    /// <summary>A router on the way is congested.</summary>
    CongestionExperienced = 3,
}
