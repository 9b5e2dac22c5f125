namespace Ringspun.Tcp.Wire;

/// <summary>ICMPv6's message types (RFC 4443, RFC 4861).</summary>
public enum Icmpv6Type : byte
{
    /// <summary>A packet could not be delivered.</summary>
    DestinationUnreachable = 1,

    /// <summary>A packet is longer than a link takes.</summary>
    PacketTooBig = 2,

    /// <summary>The hop limit, or the time for reassembly, ran out.</summary>
    TimeExceeded = 3,

    /// <summary>A header was wrong.</summary>
    ParameterProblem = 4,

    /// <summary>Please answer.</summary>
    EchoRequest = 128,

    /// <summary>The answer to an echo request.</summary>
    EchoReply = 129,

    /// <summary>Which routers are there?</summary>
    RouterSolicitation = 133,

    /// <summary>A router tells of itself.</summary>
    RouterAdvertisement = 134,

    /// <summary>Who has the target's address?</summary>
    NeighborSolicitation = 135,

    /// <summary>I have it.</summary>
    NeighborAdvertisement = 136,

    /// <summary>Another router would be better.</summary>
    Redirect = 137,
}
