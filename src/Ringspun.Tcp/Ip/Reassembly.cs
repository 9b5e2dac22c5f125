using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Ip;

/// <summary>One datagram of which fragments have arrived.</summary>
internal sealed class Reassembly
{
    // An honest sender fills a link: 64 KiB in links of 1,280 bytes are 54 fragments.
    private const int MaxFragments = 64;

    private readonly byte[] _bytes = new byte[ushort.MaxValue];
    private readonly (ushort Start, ushort End)[] _ranges = new (ushort Start, ushort End)[MaxFragments];
    private int _count;
    private int _received;
    private int _length;

    public FragmentKey Key { get; private set; }

    /// <summary>When the first fragment came, in nanoseconds.</summary>
    public long Since { get; private set; }

    /// <summary>What the first part begins with, once that has come.</summary>
    public IpProtocol Protocol { get; private set; }

    /// <summary>What the parts say of congestion: a mark on one is a mark on all (RFC 3168 section 5.3).</summary>
    public Ecn Ecn { get; private set; }

    public bool IsComplete => _length > 0 && _received == _length;

    public ReadOnlySpan<byte> Whole => _bytes.AsSpan(0, _length);

    public void Begin(in FragmentKey key, long now)
    {
        Key = key;
        Since = now;
        Protocol = key.Protocol;
        Ecn = Ecn.NotCapable;
        (_count, _received, _length) = (0, 0, 0);
    }

    /// <summary>Adds a fragment.</summary>
    /// <returns>False when it contradicts what is there: then none of the datagram can be trusted.</returns>
    public bool TryAdd(int offset, bool more, IpProtocol protocol, ReadOnlySpan<byte> data, Ecn ecn)
    {
        Ecn = ecn > Ecn ? ecn : Ecn;
        int end = offset + data.Length;
        if (IsRepeated(offset, end))
        {
            return true;
        }

        // RFC 5722: overlaps are attacks; honest routers do not make them. The end is where the last fragment says, and nothing lies beyond it.
        bool beyond = (_length > 0 && (end > _length || !more)) || (!more && end < Highest());
        if (_count == MaxFragments || beyond || Overlaps(offset, end))
        {
            return false;
        }

        data.CopyTo(_bytes.AsSpan(offset));
        _ranges[_count++] = ((ushort)offset, (ushort)end);
        _received += data.Length;
        _length = more ? _length : end;
        Protocol = offset == 0 ? protocol : Protocol;
        return true;
    }

    private bool IsRepeated(int start, int end)
    {
        foreach ((ushort Start, ushort End) range in _ranges.AsSpan(0, _count))
        {
            if (range.Start == start && range.End == end)
            {
                return true;
            }
        }

        return false;
    }

    private bool Overlaps(int start, int end)
    {
        foreach ((ushort Start, ushort End) range in _ranges.AsSpan(0, _count))
        {
            if (range.Start < end && start < range.End)
            {
                return true;
            }
        }

        return false;
    }

    private int Highest()
    {
        int highest = 0;
        foreach ((ushort Start, ushort End) range in _ranges.AsSpan(0, _count))
        {
            highest = Math.Max(highest, range.End);
        }

        return highest;
    }
}
