using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Options;
using Ringspun.Tcp.Recovery;
using Ringspun.Tcp.Retransmission;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.PathMtu;

/// <summary>
/// Packetization layer path MTU discovery (RFC 4821 section 7): now and then a segment of real data is sent that is larger than the others. When it
/// arrives, all may be so large; when it alone is lost, that says nothing of congestion.
/// </summary>
internal static class PathMtuSearch
{
    // Section 7.2: small enough for nearly every path. IPv6 promises more (RFC 8200 section 5).
    private const int BaseIpv4Mtu = 1024;
    private const int BaseIpv6Mtu = 1280;

    // Section 7.7 halves down to 68 bytes for IPv4; below this one nobody has links, and segments would be mostly headers.
    private const int LeastIpv4Mtu = 552;

    // Section 7.3: so few bytes more are not worth another lost segment.
    private const int Worthwhile = 16;

    // Section 7.3, and RFC 8899 section 5.1.1's PMTU_RAISE_TIMER.
    private const long RaiseInterval = 600_000_000_000;

    // A single loss may be chance.
    private const int MaxLosses = 2;

    // Between a lost probe and the next: section 7.6.2 wants probes to add little to the losses of the path.
    private const int PauseInRoundTrips = 5;

    // So many segments behind a probe make its loss known without a timeout (section 7.4): RACK's and RFC 5681's three.
    private const int Followers = 3;

    // Section 7.7: one timeout is chance, or congestion. Where large segments have arrived before, so are several: the path must have changed.
    private const int BlackHoleTimeouts = 2;
    private const int BlackHoleTimeoutsWhenConfirmed = 5;

    // The longest options: a full segment may have so much less data.
    private const int LongestOptions = 40;

    /// <summary>The connection is established, and <see cref="TcpBlock.SndMss"/> is what the link and the peer allow.</summary>
    public static void Begin(TcpBlock block)
    {
        ushort low = Math.Min(block.SndMss, Base(block));
        block.MtuSearch = new MtuSearch { Ceiling = block.SndMss, Low = low, High = block.SndMss, TriesHigh = true };
        if (block.Settings.PathMtuProbing == PathMtuProbing.Always)
        {
            block.SndMss = low;
            block.MtuSearch.IsActive = low < block.MtuSearch.Ceiling;
        }
    }

    /// <summary>The size of segment to try now.</summary>
    /// <returns>0 for none: there is nothing to search for, the last result is not known, or there are losses to repair.</returns>
    public static int NextSize(TcpBlock block, long now)
    {
        ref MtuSearch search = ref block.MtuSearch;
        bool may = search.IsActive && search.ProbeLength == 0 && now >= search.NextAt && block.Recovery == RecoveryPhase.Open
            && block.Sent.LostBytes == 0 && block.Sent.SackedBytes == 0;
        if (!may)
        {
            return 0;
        }

        if (search.High - block.SndMss < Worthwhile)
        {
            // Section 7.3: the search was over, and enough time has passed for the path to have changed.
            (search.High, search.TriesHigh, search.Losses) = (search.Ceiling, true, 0);
        }

        return search.High <= block.SndMss ? 0 : search.TriesHigh ? search.High : (block.SndMss + search.High + 1) / 2;
    }

    /// <summary>Whether there is enough for a probe and what follows it: data, the peer's window, and the congestion window (section 7.4).</summary>
    /// <param name="block">The connection.</param>
    /// <param name="probe">The data of the probe.</param>
    /// <param name="segment">The data of an ordinary segment.</param>
    /// <param name="available">What may be sent: data that waits, or the peer's window.</param>
    public static bool Suffices(TcpBlock block, int probe, int segment, int available)
    {
        int needed = probe + (Followers * segment);
        return available >= needed && block.Congestion.Window >= (uint)needed;
    }

    /// <summary>A probe goes out; SND.NXT is its first byte.</summary>
    public static void OnSent(Stack stack, TcpBlock block, int size, int length)
    {
        stack.Counters.Count(StackCounter.PathMtuProbes);
        ref MtuSearch search = ref block.MtuSearch;
        (search.Probe, search.ProbeStart, search.ProbeLength) = ((ushort)size, block.SndNxt, (ushort)length);
    }

    /// <summary>A stretch has arrived. One that is nearly a segment or more says that the present size passes.</summary>
    public static void OnDelivered(TcpBlock block, uint length) => block.MtuSearch.IsConfirmed |= length + LongestOptions >= block.SndMss;

    /// <summary>Something was acknowledged, in order or by SACK: it may be the probe (section 7.6.1).</summary>
    public static void OnAcknowledged(TcpBlock block, long now)
    {
        ref MtuSearch search = ref block.MtuSearch;
        if (search.ProbeLength == 0)
        {
            return;
        }

        uint end = search.ProbeStart + search.ProbeLength;
        bool acknowledged = Sequence.GreaterOrEqual(block.SndUna, end);
        if (search.Probe != 0 && (acknowledged || IsSacked(block, search.ProbeStart, end)))
        {
            ushort size = search.Probe;
            (search.Probe, search.Low, search.Losses) = (0, size, 0);
            block.PathMtu = Math.Max(block.PathMtu, size + Headers(block));
            SetSize(block, size);
            search.IsConfirmed = true;
            Conclude(block, now);
        }

        search.ProbeLength = acknowledged ? (ushort)0 : search.ProbeLength;
    }

    /// <summary>Whether all that is lost is the probe: then it is sent again, and that is all (section 7.6.2).</summary>
    public static bool Excuses(TcpBlock block)
    {
        if (block.MtuSearch.ProbeLength == 0)
        {
            return false;
        }

        for (int i = 0; i < block.Sent.Count; i++)
        {
            ref SentSegment segment = ref block.Sent.At(i);
            bool lost = (segment.Flags & (SentFlags.Lost | SentFlags.Retransmitted)) == SentFlags.Lost;
            if (lost && (segment.Has(SentFlags.EverRetransmitted) || !block.MtuSearch.Holds(segment.Start)))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Data is sent again. When it is the probe's, the probe is lost; nothing tells whether its size was the reason, or chance.</summary>
    public static void OnResent(Stack stack, TcpBlock block, uint start, long now)
    {
        if (block.MtuSearch.Probe != 0 && block.MtuSearch.Holds(start))
        {
            OnLost(stack, block, now);
        }
    }

    /// <summary>The retransmission timer has run out, and its backoff is counted (section 7.7).</summary>
    public static void OnTimeout(Stack stack, TcpBlock block, long now)
    {
        if (block.Settings.PathMtuProbing == PathMtuProbing.Off)
        {
            return;
        }

        if (block.MtuSearch.Probe != 0)
        {
            OnLost(stack, block, now);
        }

        // A timeout tells of congestion, whatever else it may tell of a probe.
        block.MtuSearch.ProbeLength = 0;

        // What is smaller than half a full segment would not become smaller.
        bool large = 2 * block.Sent.At(0).Length > block.SndMss;
        ushort size = SmallerSize(block);
        int timeouts = block.MtuSearch.IsConfirmed ? BlackHoleTimeoutsWhenConfirmed : BlackHoleTimeouts;
        if (block.Rto.Backoff < timeouts || !large || size >= block.SndMss)
        {
            return;
        }

        stack.Counters.Count(StackCounter.BlackHoles);
        SetSize(block, size);
        ref MtuSearch search = ref block.MtuSearch;
        (search.Low, search.High, search.TriesHigh, search.Losses) = (size, search.Ceiling, true, 0);
        (search.IsActive, search.NextAt) = (true, now);
    }

    /// <summary>A router has told what it takes, which is less than was known.</summary>
    /// <returns>Whether segments become smaller: then all that are larger are lost. If not, only a probe can be.</returns>
    public static bool OnTooBig(TcpBlock block, ushort size, long now)
    {
        ref MtuSearch search = ref block.MtuSearch;
        int index = search.Probe > size ? block.Sent.IndexOf(search.ProbeStart) : block.Sent.Count;
        if (index < block.Sent.Count)
        {
            block.Sent.MarkLost(index);
            search.Probe = 0;
        }

        // The router has named the size, so it is tried as it is.
        (search.High, search.TriesHigh, search.Losses) = (Math.Min(search.High, size), true, 0);
        if (size >= block.SndMss)
        {
            return false;
        }

        // RFC 8201 section 4: not to be tried again for ten minutes.
        (search.Low, search.High, search.NextAt) = (size, size, now + RaiseInterval);
        search.IsActive = block.Settings.PathMtuProbing != PathMtuProbing.Off;
        SetSize(block, size);
        return true;
    }

    private static void OnLost(Stack stack, TcpBlock block, long now)
    {
        stack.Counters.Count(StackCounter.PathMtuProbesLost);
        ref MtuSearch search = ref block.MtuSearch;
        ushort size = search.Probe;
        search.Probe = 0;
        search.NextAt = now + (PauseInRoundTrips * block.Rto.SmoothedRtt);
        if (++search.Losses >= MaxLosses)
        {
            (search.High, search.TriesHigh, search.Losses) = ((ushort)(size - 1), false, 0);
            Conclude(block, now);
        }
    }

    private static int Headers(TcpBlock block) => MaximumSegment.IpHeader(block) + TcpHeader.Length;

    private static ushort Base(TcpBlock block) =>
        (ushort)((block.Remote.Address.IsIpv4 ? BaseIpv4Mtu : BaseIpv6Mtu) - Headers(block));

    /// <summary>Section 7.7: search_low, its initial value, then half of it each time.</summary>
    private static ushort SmallerSize(TcpBlock block)
    {
        ushort low = block.MtuSearch.Low;
        ushort known = Base(block);
        int least = block.Remote.Address.IsIpv4 ? LeastIpv4Mtu - Headers(block) : known;
        return block.SndMss > low ? low : block.SndMss > known ? known : (ushort)Math.Max(block.SndMss / 2, least);
    }

    private static bool IsSacked(TcpBlock block, uint start, uint end)
    {
        int index = block.Sent.IndexOf(start);
        return index < block.Sent.Count && block.Sent.At(index).Has(SentFlags.Sacked) && Sequence.GreaterOrEqual(block.Sent.At(index).End, end);
    }

    private static void SetSize(TcpBlock block, ushort size)
    {
        block.SndMss = size;
        block.MtuSearch.IsConfirmed = false;
        block.Congestion.OnSegmentSizeChanged(size);
    }

    /// <summary>After a result: whether the search is over, for now or for good.</summary>
    private static void Conclude(TcpBlock block, long now)
    {
        ref MtuSearch search = ref block.MtuSearch;
        search.IsActive = block.SndMss < search.Ceiling;
        if (search.High - block.SndMss < Worthwhile)
        {
            search.NextAt = now + RaiseInterval;
        }
    }
}
