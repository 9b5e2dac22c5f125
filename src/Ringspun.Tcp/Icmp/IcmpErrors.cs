using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.FastOpen;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Icmp;

/// <summary>ICMP errors about segments of a connection (RFC 9293 section 3.9.2.2, RFC 5927), and path-MTU discovery by them (RFC 1191, RFC 8201).</summary>
internal static class IcmpErrors
{
    // RFC 1191 section 3 allows 68 bytes; nobody has such links, and such an MTU would be an attack (RFC 5927 section 7.2).
    public const int LeastIpv4Mtu = 552;
    public const int LeastIpv6Mtu = 1280;

    public static IcmpError OfIpv4(in IcmpMessage message) => message.Type switch
    {
        IcmpType.DestinationUnreachable => (IcmpUnreachable)message.Code switch
        {
            IcmpUnreachable.FragmentationNeeded => new IcmpError(IcmpErrorKind.TooBig, message.NextHopMtu),
            IcmpUnreachable.Protocol or IcmpUnreachable.Port => new IcmpError(IcmpErrorKind.Hard),
            _ => new IcmpError(IcmpErrorKind.Soft),
        },
        IcmpType.TimeExceeded or IcmpType.ParameterProblem => new IcmpError(IcmpErrorKind.Soft),
        _ => new IcmpError(IcmpErrorKind.Ignored),
    };

    public static IcmpError OfIpv6(in Icmpv6Message message) => message.Type switch
    {
        Icmpv6Type.PacketTooBig => new IcmpError(IcmpErrorKind.TooBig, (int)Math.Min(message.Mtu, ushort.MaxValue)),
        Icmpv6Type.DestinationUnreachable when message.Code == (byte)Icmpv6Unreachable.Port => new IcmpError(IcmpErrorKind.Hard),
        Icmpv6Type.DestinationUnreachable or Icmpv6Type.TimeExceeded or Icmpv6Type.ParameterProblem => new IcmpError(IcmpErrorKind.Soft),
        _ => new IcmpError(IcmpErrorKind.Ignored),
    };

    /// <summary>What an error means to whoever sent the datagram.</summary>
    public static StackError OfDatagram(IcmpError error, in DatagramError told)
    {
        byte port = told.Reporter.IsIpv4 ? (byte)IcmpUnreachable.Port : (byte)Icmpv6Unreachable.Port;
        return error.Kind switch
        {
            IcmpErrorKind.TooBig => StackError.MessageTooLong,
            IcmpErrorKind.Hard when told.Code == port => StackError.Refused,
            _ => StackError.Unreachable,
        };
    }

    /// <summary>Takes note of an error.</summary>
    /// <returns>Whether it was about something outstanding: an error about anything else is somebody's guess (RFC 5927 section 4.1).</returns>
    public static bool TryApply(Stack stack, TcpBlock block, IcmpError error, uint sequence, long now)
    {
        bool outstanding = Sequence.GreaterOrEqual(sequence, block.SndUna) && Sequence.Less(sequence, block.SndNxt);
        if (!outstanding || error.Kind == IcmpErrorKind.Ignored)
        {
            return false;
        }

        FastOpenClient.OnError(stack, block, now);
        if (error.Kind == IcmpErrorKind.TooBig)
        {
            return TryShrink(stack, block, error.Mtu, now);
        }

        if (error.Kind == IcmpErrorKind.Hard && !block.IsSynchronized)
        {
            stack.Fail(block, StackError.Unreachable);
        }

        return true;
    }

    private static bool TryShrink(Stack stack, TcpBlock block, int mtu, long now)
    {
        int mtuNow = Math.Max(mtu, block.Remote.Address.IsIpv4 ? LeastIpv4Mtu : LeastIpv6Mtu);
        if (mtuNow >= block.PathMtu || !block.IsSynchronized)
        {
            return false;
        }

        block.PathMtu = mtuNow;
        bool shrinks = PathMtuSearch.OnTooBig(block, MaximumSegment.ToAnnounce(block.Remote.Address.IsIpv4, mtuNow, block.Settings), now);

        // RFC 1191 section 6.5: what was too big is sent again at once, and that is no sign of congestion.
        for (int i = 0; shrinks && i < block.Sent.Count; i++)
        {
            if (!block.Sent.At(i).Has(SentFlags.Sacked) && block.Sent.At(i).Length > block.SndMss)
            {
                block.Sent.MarkLost(i);
            }
        }

        RetransmissionTimer.Restart(block, now);
        stack.MakeReady(block);
        return true;
    }
}
