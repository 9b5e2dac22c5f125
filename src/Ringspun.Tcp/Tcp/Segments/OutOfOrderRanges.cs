using Ringspun.Tcp.Blocks;
using Ringspun.Tcp.Wire;

namespace Ringspun.Tcp.Segments;

/// <summary>
/// Where bytes have arrived beyond RCV.NXT: disjoint ranges in order. Their number is bounded, so that a sender of scattered bytes costs bounded
/// memory and time; what would need one more range is not kept, and comes again.
/// </summary>
internal struct OutOfOrderRanges
{
    /// <summary>The most ranges.</summary>
    public const int Capacity = 32;

    private OutOfOrderRange[]? _ranges;
    private uint _stamps;

    public int Count { get; private set; }

    /// <summary>The bytes in all ranges.</summary>
    public readonly uint Bytes
    {
        get
        {
            uint bytes = 0;
            for (int i = 0; i < Count; i++)
            {
                bytes += _ranges![i].End - _ranges[i].Start;
            }

            return bytes;
        }
    }

    public readonly OutOfOrderRange this[int index] => _ranges![index];

    /// <summary>Whether a range could be kept. It can whenever it touches one that is there.</summary>
    public readonly bool HasRoomFor(uint start, uint end)
    {
        if (Count < Capacity)
        {
            return true;
        }

        for (int i = 0; i < Count; i++)
        {
            if (Sequence.LessOrEqual(_ranges![i].Start, end) && Sequence.GreaterOrEqual(_ranges[i].End, start))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds a range for which <see cref="HasRoomFor"/> is true, and merges what it touches.</summary>
    public void Add(Stack<OutOfOrderRange[]> store, uint start, uint end)
    {
        if (_ranges is null && !store.TryPop(out _ranges))
        {
            _ranges = new OutOfOrderRange[Capacity];
        }

        int first = 0;
        while (first < Count && Sequence.Less(_ranges![first].End, start))
        {
            first++;
        }

        int last = first;
        while (last < Count && Sequence.LessOrEqual(_ranges![last].Start, end))
        {
            start = Sequence.Min(start, _ranges[last].Start);
            end = Sequence.Max(end, _ranges[last].End);
            last++;
        }

        Span<OutOfOrderRange> ranges = _ranges;
        int move = first + 1 - last;
        if (move != 0)
        {
            ranges[last..Count].CopyTo(ranges[(last + move)..]);
            Count += move;
        }

        ranges[first] = new OutOfOrderRange(start, end, ++_stamps);
    }

    /// <summary>Takes out what lies before or touches RCV.NXT.</summary>
    /// <returns>RCV.NXT, moved over the ranges that continue it.</returns>
    public uint Take(Stack<OutOfOrderRange[]> store, uint next)
    {
        int taken = 0;
        while (taken < Count && Sequence.LessOrEqual(_ranges![taken].Start, next))
        {
            next = Sequence.Max(next, _ranges[taken].End);
            taken++;
        }

        if (taken > 0)
        {
            Span<OutOfOrderRange> ranges = _ranges;
            ranges[taken..Count].CopyTo(ranges);
            Count -= taken;
            if (Count == 0)
            {
                Clear(store);
            }
        }

        return next;
    }

    /// <summary>Adds SACK blocks to options, the newest first, as many as fit into the number given.</summary>
    public readonly void Report(ref TcpOptions options, int most)
    {
        uint below = uint.MaxValue;
        for (int reported = 0; reported < most; reported++)
        {
            int newest = -1;
            for (int i = 0; i < Count; i++)
            {
                if (_ranges![i].Stamp < below && (newest < 0 || _ranges[i].Stamp > _ranges[newest].Stamp))
                {
                    newest = i;
                }
            }

            if (newest < 0)
            {
                return;
            }

            below = _ranges![newest].Stamp;
            options.AddSack(new SackBlock(_ranges[newest].Start, _ranges[newest].End));
        }
    }

    public void Clear(Stack<OutOfOrderRange[]> store)
    {
        if (_ranges is not null)
        {
            store.Push(_ranges);
        }

        this = default;
    }
}
