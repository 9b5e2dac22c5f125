using System.Buffers.Binary;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Checksums;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <summary>Segments that stand alone: resets (RFC 9293 section 3.5.2), and the answers of listeners that remember nothing.</summary>
internal static class ResetWriter
{
    private const int MaxLength = Ipv6Header.Length + TcpHeader.Length + TcpHeader.MaxOptionsLength;

    /// <summary>Answers a segment that belongs to no connection. A reset is never answered by one.</summary>
    public static void Answer(Stack stack, in Endpoint local, in Endpoint remote, in TcpSegment segment)
    {
        if ((segment.Flags & TcpFlags.Rst) != 0)
        {
            return;
        }

        // Section 3.10.7.1: the reset takes its number of the acknowledgment, or acknowledges where there was none.
        bool acknowledged = (segment.Flags & TcpFlags.Ack) != 0;
        TcpHeader header = new()
        {
            SourcePort = local.Port,
            DestinationPort = remote.Port,
            Sequence = acknowledged ? segment.Acknowledgment : 0,
            Acknowledgment = acknowledged ? 0 : segment.Sequence + segment.SequenceLength,
            Flags = acknowledged ? TcpFlags.Rst : TcpFlags.Rst | TcpFlags.Ack,
        };
        stack.Counters.Count(StackCounter.ResetsSent);
        Enqueue(stack, local, remote, header, default);
    }

    /// <summary>Tells the peer that the connection is aborted.</summary>
    public static void Abort(Stack stack, TcpBlock block)
    {
        TcpHeader header = new()
        {
            SourcePort = block.Local.Port,
            DestinationPort = block.Remote.Port,
            Sequence = block.SndNxt,
            Acknowledgment = block.RcvNxt,
            Flags = TcpFlags.Rst | TcpFlags.Ack,
        };
        stack.Counters.Count(StackCounter.ResetsSent);
        Enqueue(stack, block.Local, block.Remote, header, default);
    }

    /// <summary>Writes a segment without data into the queue of answers.</summary>
    public static void Enqueue(Stack stack, in Endpoint local, in Endpoint remote, in TcpHeader header, in TcpOptions options)
    {
        Span<byte> packet = stackalloc byte[MaxLength];
        int tcpLength = TcpHeader.Length + options.WireLength;
        int ipLength = stack.WriteIpHeader(packet, local.Address, remote.Address, IpProtocol.Tcp, tcpLength);
        Span<byte> segment = packet.Slice(ipLength, tcpLength);
        header.Write(segment, options.WireLength);
        options.Write(segment[TcpHeader.Length..]);
        ulong sum = InternetChecksum.Add(segment, PseudoHeader.Sum(local.Address, remote.Address, IpProtocol.Tcp, tcpLength));
        BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], InternetChecksum.Finish(sum));
        stack.Reply(packet[..(ipLength + tcpLength)]);
    }
}
