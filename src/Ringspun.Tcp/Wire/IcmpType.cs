namespace Ringspun.Tcp.Wire;

/// <summary>ICMP's message types for IPv4 (RFC 792).</summary>
public enum IcmpType : byte
{
    /// <summary>The answer to an echo request.</summary>
    EchoReply = 0,

    /// <summary>A packet could not be delivered.</summary>
    DestinationUnreachable = 3,

    /// <summary>Deprecated (RFC 6633): ignored.</summary>
    SourceQuench = 4,

    /// <summary>Another router would be better.</summary>
    Redirect = 5,

    /// <summary>Please answer.</summary>
    EchoRequest = 8,

    /// <summary>The time to live, or the time for reassembly, ran out.</summary>
    TimeExceeded = 11,

    /// <summary>A header was wrong.</summary>
    ParameterProblem = 12,
}
