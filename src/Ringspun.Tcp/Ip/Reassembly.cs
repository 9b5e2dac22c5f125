using Ringspun.Tcp.Icmp;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Ip;

/// <summary>One datagram of which fragments have arrived.</summary>
internal sealed class Reassembly
{
    // An honest path fills its links: 64 KiB in links of 552 bytes, the least that path-MTU discovery believes, are 125 fragments.
    private const int MaxFragments = 128;

    // What an ICMP error can return of the first fragment: 1,280 bytes without the error's own headers.
    private const int MostReturned = 1232;

    private readonly byte[] _bytes = new byte[ushort.MaxValue];
    private readonly byte[] _first = new byte[MostReturned];
    private readonly (ushort Start, ushort End)[] _ranges = new (ushort Start, ushort End)[MaxFragments];
    private int _count;
    private int _received;
    private int _length;
    private int _firstLength;
    private int _nextHeaderOffset;

    public FragmentKey Key { get; private set; }

    /// <summary>When the first fragment came, in nanoseconds.</summary>
    public long Since { get; private set; }

    /// <summary>What the first part begins with, once that has come.</summary>
    public IpProtocol Protocol { get; private set; }

    /// <summary>What the parts say of congestion: a mark on one is a mark on all (RFC 3168 section 5.3).</summary>
    public Ecn Ecn { get; private set; }

    public bool IsComplete => _length > 0 && _received == _length;

    public ReadOnlySpan<byte> Whole => _bytes.AsSpan(0, _length);

    /// <summary>The first fragment with its headers, cut to what an ICMP error returns; empty before it has come.</summary>
    public InvokingPacket First => new(_first.AsSpan(0, _firstLength), _nextHeaderOffset);

    public void Begin(in FragmentKey key, long now)
    {
        Key = key;
        Since = now;
        Protocol = key.Protocol;
        Ecn = Ecn.NotCapable;
        (_count, _received, _length, _firstLength) = (0, 0, 0, 0);
    }

    /// <summary>Adds a fragment.</summary>
    /// <returns>False when it contradicts what is there: then none of the datagram can be trusted.</returns>
    public bool TryAdd(int offset, bool more, IpProtocol protocol, ReadOnlySpan<byte> data, InvokingPacket packet, Ecn ecn)
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
        if (offset == 0)
        {
            Protocol = protocol;
            _firstLength = Math.Min(packet.Bytes.Length, MostReturned);
            packet.Bytes[.._firstLength].CopyTo(_first);
            _nextHeaderOffset = packet.NextHeaderOffset;
        }

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
