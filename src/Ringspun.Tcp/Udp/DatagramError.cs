using Ringspun.Tcp.Addresses;

namespace Ringspun.Tcp;

/// <summary>What was told of a datagram that a socket had sent (RFC 1122 section 4.1.3.3).</summary>
public readonly record struct DatagramError
{
    /// <summary>
    /// What it means: <see cref="StackError.Refused"/> where nobody has the port, <see cref="StackError.MessageTooLong"/> where a link was too narrow,
    /// <see cref="StackError.AddressRemoved"/> where the stack has lost the address that was spoken from, else <see cref="StackError.Unreachable"/>.
    /// </summary>
    public StackError Error { get; init; }

    /// <summary>Whom the datagram was for; the port is 0 for an echo request.</summary>
    public Endpoint Remote { get; init; }

    /// <summary>Who says so: the host itself or a router. Unspecified where the stack does.</summary>
    public IpAddress Reporter { get; init; }

    /// <summary>The ICMP or ICMPv6 message's type, by the family of <see cref="Reporter"/>.</summary>
    public byte Type { get; init; }

    /// <summary>The message's code.</summary>
    public byte Code { get; init; }

    /// <summary>The MTU that was told with "too big", in bytes; 0 when none was.</summary>
    public int Mtu { get; init; }

    /// <summary>The sequence number of the echo request; 0 for UDP.</summary>
    public ushort Sequence { get; init; }
}
