using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Checksums;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <summary>Writes a connection's segments, with their IP headers, into the caller's buffer.</summary>
internal static class SegmentWriter
{
    private const byte MaxSackBlocks = 4;
    private const byte MaxSackBlocksWithTimestamps = 3;

    /// <summary>The options of everything but a SYN.</summary>
    public static TcpOptions Options(TcpBlock block, long now)
    {
        TcpOptions options = default;
        bool timestamps = block.Has(BlockFlags.Timestamps);
        if (timestamps)
        {
            options.Present = TcpOptionSet.Timestamps;
            options.TimestampValue = TimestampClock.Now(now, block.TsOffset);
            options.TimestampEcho = block.TsRecent;
        }

        if (block.Has(BlockFlags.Sack) && (block.OutOfOrder.Count > 0 || block.Has(BlockFlags.Duplicate)))
        {
            int most = timestamps ? MaxSackBlocksWithTimestamps : MaxSackBlocks;
            if (block.Has(BlockFlags.Duplicate))
            {
                // RFC 2883 section 4: the duplicate stands first, once.
                options.AddSack(block.DuplicateRange);
            }

            block.OutOfOrder.Report(ref options, most - options.SackCount);
        }

        return options;
    }

    /// <summary>Writes a segment.</summary>
    /// <param name="stack">The connection's stack.</param>
    /// <param name="block">The connection.</param>
    /// <param name="buffer">Room for the packet.</param>
    /// <param name="options">The segment's options.</param>
    /// <param name="flags">Its control bits.</param>
    /// <param name="sequence">SEG.SEQ.</param>
    /// <param name="length">The bytes of data; they begin at the sequence number.</param>
    /// <param name="segmentSize">The data of each segment that the device is to cut this into; 0 for none.</param>
    /// <param name="hints">What the device has to do.</param>
    /// <param name="ecn">Whether routers may mark it: new data alone (RFC 3168 sections 6.1.4 and 6.1.5).</param>
    /// <returns>The packet's length.</returns>
    // A method for the compiler, too, which inlines only so much into one: the small ones that are called from here are worth more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Write(
        Stack stack, TcpBlock block, Span<byte> buffer, in TcpOptions options, TcpFlags flags, uint sequence, int length, int segmentSize,
        out TransmitHints hints, Ecn ecn = Ecn.NotCapable)
    {
        int optionsLength = options.WireLength;
        int ipLength = MaximumSegment.IpHeader(block);
        int headerLength = ipLength + TcpHeader.Length + optionsLength;
        int tcpLength = TcpHeader.Length + optionsLength + length;
        bool acknowledges = (flags & TcpFlags.Ack) != 0;
        bool begins = (flags & TcpFlags.Syn) != 0;
        ushort urgent = begins ? (ushort)0 : UrgentData.Pointer(block, sequence);
        IpHeader(stack, block, buffer, tcpLength, ecn);
        if (block.Ecn.EchoDue && acknowledges)
        {
            flags |= TcpFlags.Ece;
        }

        Span<byte> segment = buffer.Slice(ipLength, tcpLength);
        new TcpHeader
        {
            SourcePort = block.Local.Port,
            DestinationPort = block.Remote.Port,
            Sequence = sequence,
            Acknowledgment = acknowledges ? block.RcvNxt : 0,
            Flags = urgent > 0 ? flags | TcpFlags.Urg : flags,
            UrgentPointer = urgent,
            Window = begins ? SynWindow(block) : ReceiveWindow.Advertise(stack, block),
        }.Write(segment, optionsLength);
        options.Write(segment[TcpHeader.Length..]);
        Span<byte> data = segment[(TcpHeader.Length + optionsLength)..];
        int offset = (int)(sequence - block.SndFront) + (begins ? 1 : 0);
        ulong sum = PseudoHeader.Sum(block.Local.Address, block.Remote.Address, IpProtocol.Tcp, tcpLength);

        // RFC9293 MUST-2: the checksum is always there, by us or by the device.
        hints = default;
        if (stack.Options.ChecksumOffload)
        {
            if (!stack.TryGather(block, offset, length))
            {
                block.SndBuffer.Read(offset, data);
            }

            BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], (ushort)~InternetChecksum.Finish(sum));
            hints = new TransmitHints(headerLength, segmentSize, ipLength, TcpHeader.ChecksumOffset);
        }
        else
        {
            sum = block.SndBuffer.ReadAndAdd(offset, data, sum);
            sum = InternetChecksum.Add(segment[..^length], sum);
            BinaryPrimitives.WriteUInt16BigEndian(segment[TcpHeader.ChecksumOffset..], InternetChecksum.Finish(sum));
            hints = new TransmitHints(segmentSize > 0 ? headerLength : 0, segmentSize, 0, 0);
        }

        hints = hints with { CongestionWindowReduced = (flags & (TcpFlags.Cwr | TcpFlags.Syn)) == TcpFlags.Cwr };
        if (acknowledges)
        {
            Acknowledged(block);
        }

        stack.Counters.Count(StackCounter.SegmentsSent);
        return headerLength + length;
    }

    /// <summary>Not scaled; once the peer's SYN has come, what is left when data has come with it.</summary>
    private static ushort SynWindow(TcpBlock block) => block.State == TcpState.SynSent ? block.FirstWindow : (ushort)Math.Min(block.RcvWnd, ushort.MaxValue);

    private static void IpHeader(Stack stack, TcpBlock block, Span<byte> buffer, int tcpLength, Ecn ecn)
    {
        byte trafficClass = (byte)((block.Settings.TrafficClass & 0xFC) | (byte)ecn);
        if (block.Remote.Address.IsIpv4)
        {
            // RFC9293 MUST-45: from the address that the connection was opened with. RFC 6864 section 4.1: a packet that is not to be fragmented needs no identification.
            new Ipv4Header
            {
                TrafficClass = trafficClass,
                DontFragment = true,
                TimeToLive = stack.Options.TimeToLive,
                Protocol = IpProtocol.Tcp,
                Source = block.Local.Address,
                Destination = block.Remote.Address,
            }.Write(buffer, tcpLength);
            return;
        }

        new Ipv6Header
        {
            TrafficClass = trafficClass,
            FlowLabel = block.Hash,
            NextHeader = IpProtocol.Tcp,
            HopLimit = stack.Options.TimeToLive,
            Source = block.Local.Address,
            Destination = block.Remote.Address,
        }.Write(buffer, tcpLength);
    }

    /// <summary>Whatever carried the acknowledgment, none is owed any more.</summary>
    private static void Acknowledged(TcpBlock block)
    {
        block.LastAckSent = block.RcvNxt;
        block.Clear(BlockFlags.AckNow | BlockFlags.Duplicate);
        block.Deadlines.Clear(Timers.TimerKind.Acknowledge);
    }
}
