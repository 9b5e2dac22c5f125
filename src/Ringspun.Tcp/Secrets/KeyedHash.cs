using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp.Secrets;

/// <summary>What a stack computes of its secret. Each purpose has a number of its own, so that one value tells nothing about another.</summary>
internal readonly struct KeyedHash(StackSecret secret)
{
    /// <summary>For the table of connections.</summary>
    public const ulong Table = 1;

    /// <summary>For initial sequence numbers.</summary>
    public const ulong InitialSequence = 2;

    /// <summary>For the offset of timestamps (RFC 7323 section 5.4).</summary>
    public const ulong TimestampOffset = 3;

    /// <summary>For SYN cookies.</summary>
    public const ulong SynCookie = 4;

    /// <summary>For the offset into the port range (RFC 6056 section 3.3.4).</summary>
    public const ulong PortOffset = 5;

    /// <summary>For the counter among the port counters (RFC 6056 section 3.3.4).</summary>
    public const ulong PortCounter = 6;

    /// <summary>For identifications of fragments.</summary>
    public const ulong Identification = 7;

    /// <summary>For spreading connections over stacks.</summary>
    public const ulong Steering = 8;

    /// <summary>For Fast Open cookies (RFC 7413 section 4.1.2).</summary>
    public const ulong FastOpen = 32;

    /// <summary>For the counter among the counters of identifications (RFC 7739 section 5.3).</summary>
    public const ulong IdentificationCounter = 16;

    /// <summary>For what an ICMP error costs.</summary>
    public const ulong IcmpRateLimit = 17;

    /// <summary>For ports and identifiers of datagram sockets, whose peers are not known yet (RFC 6056 section 3.3.1).</summary>
    public const ulong DatagramPort = 18;

    /// <summary>For the places of paths whose MTU is known.</summary>
    public const ulong PathMtu = 19;

    /// <summary>For the flow labels of datagrams (RFC 6437).</summary>
    public const ulong FlowLabel = 20;

    /// <summary>For spreading the peers of a datagram port over the sockets that share it.</summary>
    public const ulong DatagramSharing = 21;

    /// <summary>For spreading datagrams that come in fragments over stacks.</summary>
    public const ulong FragmentSteering = 22;

    /// <summary>The value of a connection's ends and a number, for a purpose.</summary>
    public ulong Of(ulong purpose, in Endpoint local, in Endpoint remote, ulong number = 0)
    {
        SipHash hash = new(secret);
        hash.Add(purpose << 32 | (uint)local.Port << 16 | remote.Port);
        if (number != 0)
        {
            hash.Add(number);
        }

        if (local.Address.IsIpv4)
        {
            hash.Add((ulong)local.Address.Ipv4 << 32 | remote.Address.Ipv4);
        }
        else
        {
            hash.Add(local.Address.High);
            hash.Add(local.Address.Low);
            hash.Add(remote.Address.High);
            hash.Add(remote.Address.Low);
        }

        return hash.Finish();
    }
}
