using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Options;

/// <summary>Protection against wrapped sequence numbers (RFC 7323 section 5).</summary>
internal static class Paws
{
    // Section 5.5: 24 days, after which a timestamp clock of a tick a millisecond may have wrapped.
    private const long Outdated = 24L * 86_400 * 1_000_000_000;

    /// <summary>Whether a segment is older than what has arrived (section 5.3, R1).</summary>
    public static bool IsOld(TcpBlock block, uint timestamp, long now)
    {
        if (!block.Has(BlockFlags.RecentKnown) || !Sequence.Less(timestamp, block.TsRecent))
        {
            return false;
        }

        // Section 5.5: after such a pause the old value says nothing.
        if (now - block.TsRecentAt > Outdated)
        {
            block.Clear(BlockFlags.RecentKnown);
            return false;
        }

        return true;
    }

    /// <summary>Takes over a timestamp (section 4.3, step 2): of a segment that does not begin after what was last acknowledged.</summary>
    public static void Update(TcpBlock block, uint sequence, uint timestamp, long now)
    {
        if (Sequence.LessOrEqual(sequence, block.LastAckSent)
            && (!block.Has(BlockFlags.RecentKnown) || Sequence.GreaterOrEqual(timestamp, block.TsRecent)))
        {
            block.TsRecent = timestamp;
            block.TsRecentAt = now;
            block.Set(BlockFlags.RecentKnown);
        }
    }
}
