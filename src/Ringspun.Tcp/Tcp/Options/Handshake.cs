using System.Numerics;
using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Congestion;
using Ringspun.Tcp.PathMtu;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Options;

/// <summary>What the SYNs offer and agree on.</summary>
internal static class Handshake
{
    // RFC 7323 section 2.3.
    private const byte MaxShift = TcpSettings.MaxWindowShift;

    // So many segments are acknowledged at once, while the peer's window is small.
    private const byte FirstQuickAcks = 8;

    /// <summary>What can be offered by a side that begins.</summary>
    public static void Offer(TcpBlock block)
    {
        TcpSettings settings = block.Settings;
        block.Flags |= (settings.Timestamps ? BlockFlags.Timestamps : 0) | (settings.Sack ? BlockFlags.Sack : 0)
            | (settings.WindowScaling ? BlockFlags.Scaling : 0);
        block.RcvShift = Shift(settings);
    }

    /// <summary>The shift that makes the whole receive buffer expressible, as large as it may become.</summary>
    public static byte Shift(TcpSettings settings) => settings.WindowShift
        ?? (byte)Math.Min(MaxShift, Math.Max(0, 32 - BitOperations.LeadingZeroCount((uint)settings.MostReceived) - 16));

    /// <summary>The options of a SYN, or of SYN and ACK.</summary>
    public static TcpOptions Options(TcpBlock block, int mtu, long now)
    {
        TcpOptions options = new()
        {
            // RFC9293 MUST-14, RFC9293 MUST-65: MSS is in every SYN, and in nothing else.
            Present = TcpOptionSet.MaximumSegmentSize,
            MaximumSegmentSize = MaximumSegment.ToAnnounce(block.Remote.Address.IsIpv4, mtu, block.Settings),
        };
        if (block.Has(BlockFlags.Timestamps))
        {
            options.Present |= TcpOptionSet.Timestamps;
            options.TimestampValue = TimestampClock.Now(now, block.TsOffset);
            options.TimestampEcho = block.Has(BlockFlags.RecentKnown) ? block.TsRecent : 0;
        }

        if (block.Has(BlockFlags.Scaling))
        {
            options.Present |= TcpOptionSet.WindowScale;
            options.WindowScale = block.RcvShift;
        }

        options.Present |= block.Has(BlockFlags.Sack) ? TcpOptionSet.SackPermitted : TcpOptionSet.None;
        return options;
    }

    /// <summary>The peer's SYN has come: what both have offered holds.</summary>
    public static void Agree(TcpBlock block, in TcpOptions options, uint sequence, long now)
    {
        block.Irs = sequence;
        block.RcvNxt = sequence + 1;
        block.RcvRead = block.RcvNxt;
        block.LastAckSent = block.RcvNxt;
        block.QuickAcks = FirstQuickAcks;
        block.HeardAt = now;
        block.SndMss = MaximumSegment.ToSend(block, options.Has(TcpOptionSet.MaximumSegmentSize) ? options.MaximumSegmentSize : null);
        if (!options.Has(TcpOptionSet.Timestamps))
        {
            block.Clear(BlockFlags.Timestamps);
        }
        else if (block.Has(BlockFlags.Timestamps))
        {
            block.TsRecent = options.TimestampValue;
            block.TsRecentAt = now;
            block.Set(BlockFlags.RecentKnown);
        }

        if (!options.Has(TcpOptionSet.SackPermitted))
        {
            block.Clear(BlockFlags.Sack);
        }

        if (options.Has(TcpOptionSet.WindowScale) && block.Has(BlockFlags.Scaling))
        {
            block.SndShift = Math.Min(options.WindowScale, MaxShift);
        }
        else
        {
            block.Clear(BlockFlags.Scaling);
            block.RcvShift = 0;
        }

        block.RcvAdv = block.RcvNxt + block.FirstWindow;
    }

    /// <summary>The connection is open: sending begins.</summary>
    public static void Establish(TcpBlock block)
    {
        PathMtuSearch.Begin(block);
        block.Congestion = CongestionControl.Begin(
            block.Settings.Congestion, block.SndMss, block.Settings.InitialWindow, handshakeLost: block.Has(BlockFlags.SynRepeated));
        if (block.Has(BlockFlags.SynRepeated) && block.Rto.SmoothedRtt == 0)
        {
            block.Rto.AfterLostSyn(block.Settings);
        }
    }
}
