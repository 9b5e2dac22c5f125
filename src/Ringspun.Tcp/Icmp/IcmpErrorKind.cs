namespace Ringspun.Tcp.Icmp;

/// <summary>How much an ICMP error weighs (RFC 9293 section 3.9.2.2).</summary>
internal enum IcmpErrorKind : byte
{
    /// <summary>To be ignored. RFC9293 MUST-55: source quench is.</summary>
    Ignored,

    /// <summary>It may pass. RFC9293 MUST-56: a connection is not aborted for it.</summary>
    Soft,

    /// <summary>It ends an attempt to connect. An open connection goes on (RFC 5927 section 5.2): anybody could say so.</summary>
    Hard,

    /// <summary>The packet was too big for a link.</summary>
    TooBig,
}
