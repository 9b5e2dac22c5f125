using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Icmp;

/// <summary>ICMP errors about packets that have come (RFC 1122 section 3.2.2, RFC 4443 section 2.4).</summary>
internal static class IcmpAnswers
{
    // RFC 1812 section 4.3.2.3; RFC 4443 section 2.4 (c).
    private const int LongestIpv4 = 576;
    private const int LongestIpv6 = 1280;

    private const byte ReassemblyTimeExceeded = 1;
    private const byte UnrecognizedNextHeader = 1;

    /// <summary>Nobody has the port (RFC 1122 section 4.1.3.1, RFC 4443 section 3.1).</summary>
    public static void PortUnreachable(Stack stack, long now, in IpAddress local, in IpAddress remote, InvokingPacket invoking)
    {
        (byte type, byte code) = local.IsIpv4
            ? ((byte)IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.Port)
            : ((byte)Icmpv6Type.DestinationUnreachable, (byte)Icmpv6Unreachable.Port);
        Send(stack, now, type, code, 0, local, remote, invoking.Bytes);
    }

    /// <summary>The upper layer is not spoken here (RFC 1122 section 3.2.2.1, RFC 8200 section 4).</summary>
    public static void UnknownProtocol(Stack stack, long now, in IpAddress local, in IpAddress remote, InvokingPacket invoking)
    {
        if (local.IsIpv4)
        {
            Send(stack, now, (byte)IcmpType.DestinationUnreachable, (byte)IcmpUnreachable.Protocol, 0, local, remote, invoking.Bytes);
        }
        else
        {
            Ipv6Problem problem = new(UnrecognizedNextHeader, invoking.NextHeaderOffset, MustAnswer: false, MayAnswer: true);
            ParameterProblem(stack, now, problem, local, remote, invoking.Bytes);
        }
    }

    /// <summary>A header of an IPv6 packet cannot be processed (RFC 4443 section 3.4).</summary>
    public static void ParameterProblem(
        Stack stack, long now, Ipv6Problem problem, in IpAddress local, in IpAddress remote, ReadOnlySpan<byte> about) =>
        Send(stack, now, (byte)Icmpv6Type.ParameterProblem, problem.Code, (uint)problem.Pointer, local, remote, about);

    /// <summary>Not all fragments came in time (RFC 792, RFC 8200 section 4.5).</summary>
    public static void ReassemblyTimedOut(Stack stack, long now, in IpAddress local, in IpAddress remote, ReadOnlySpan<byte> firstFragment)
    {
        byte type = local.IsIpv4 ? (byte)IcmpType.TimeExceeded : (byte)Icmpv6Type.TimeExceeded;
        Send(stack, now, type, ReassemblyTimeExceeded, 0, local, remote, firstFragment);
    }

    private static void Send(Stack stack, long now, byte type, byte code, uint rest, in IpAddress local, in IpAddress remote, ReadOnlySpan<byte> about)
    {
        if (!IsOneHost(stack, remote) || !stack.Routes.IsOwn(local) || IsError(about))
        {
            return;
        }

        if (!stack.IcmpLimit.TryTake(now))
        {
            stack.Counters.Count(StackCounter.IcmpErrorsLimited);
            return;
        }

        Span<byte> packet = stackalloc byte[LongestIpv6];
        int headers = (local.IsIpv4 ? Ipv4Header.Length : Ipv6Header.Length) + IcmpMessage.HeaderLength;
        int returned = Math.Min(about.Length, (local.IsIpv4 ? LongestIpv4 : LongestIpv6) - headers);
        int length = IcmpMessage.HeaderLength + returned;
        int ipLength = stack.WriteIpHeader(packet, local, remote, local.IsIpv4 ? IpProtocol.Icmp : IpProtocol.Icmpv6, length);
        Span<byte> message = packet.Slice(ipLength, length);
        about[..returned].CopyTo(message[IcmpMessage.HeaderLength..]);
        if (local.IsIpv4)
        {
            IcmpMessage.Write(message, (IcmpType)type, code, rest);
        }
        else
        {
            Icmpv6Message.Write(message, (Icmpv6Type)type, code, rest, local, remote);
        }

        stack.Counters.Count(StackCounter.IcmpErrorsSent);
        stack.Reply(packet[..(ipLength + length)]);
    }

    /// <summary>Whether an address is that of one host: a group, a broadcast, nobody and the reserved ones (class E) are never answered.</summary>
    private static bool IsOneHost(Stack stack, in IpAddress address) =>
        !address.IsUnspecified && !address.IsMulticast && !stack.Routes.IsBroadcast(address) && !(address.IsIpv4 && address.Ipv4 >> 28 == 0xF);

    /// <summary>Whether a packet is an ICMP error, may be a part of one, or is a later fragment of IPv4: none of them is ever answered.</summary>
    private static bool IsError(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < Ipv4Header.Length)
        {
            return true;
        }

        if (packet[0] >> 4 == 4)
        {
            int at = (packet[0] & 15) * 4;
            bool later = ((packet[6] & 0x1F) | packet[7]) != 0;
            return later || ((IpProtocol)packet[9] == IpProtocol.Icmp
                && (at >= packet.Length || (IcmpType)packet[at] is not (IcmpType.EchoRequest or IcmpType.EchoReply)));
        }

        if (packet.Length < Ipv6Header.Length)
        {
            return true;
        }

        // What stands behind a header that cannot be processed is not known: then it is no error that is recognised as one.
        Refusal refusal = Ipv6Extensions.Walk(packet, out Ipv6Extensions extensions, out _);
        return refusal == Refusal.None && extensions.Protocol == IpProtocol.Icmpv6
            && (extensions is { IsFragment: true, Fragment.Offset: not 0 } || extensions.PayloadOffset >= packet.Length
                || packet[extensions.PayloadOffset] < (byte)Icmpv6Type.EchoRequest);
    }
}
