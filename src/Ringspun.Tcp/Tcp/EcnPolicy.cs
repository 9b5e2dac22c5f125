namespace Ringspun.Tcp;

/// <summary>Whether a connection uses explicit congestion notification (RFC 3168).</summary>
public enum EcnPolicy : byte
{
    /// <summary>It neither asks for it nor agrees.</summary>
    Never,

    /// <summary>It agrees when the peer asks.</summary>
    WhenAsked,

    /// <summary>It asks and agrees. A SYN that has to be sent again does not ask, so that paths that drop such SYNs cost a timeout, not the connection.</summary>
    Always,
}
