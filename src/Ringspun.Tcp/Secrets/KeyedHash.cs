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

    /// <summary>The value of a connection's ends and a number, for a purpose.</summary>
    public ulong Of(ulong purpose, in Endpoint local, in Endpoint remote, ulong number = 0)
    {
        SipHash hash = new(secret);
        hash.Add(purpose << 32 | (uint)local.Port << 16 | remote.Port);
        hash.Add(number);
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
