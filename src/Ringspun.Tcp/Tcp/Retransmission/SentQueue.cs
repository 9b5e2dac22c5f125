using Ringspun.Tcp.Blocks;

namespace Ringspun.Tcp.Retransmission;

/// <summary>
/// The retransmission queue and the SACK scoreboard in one: the stretches from SND.UNA to SND.NXT in order, without gaps, and how many bytes of
/// them are in which condition.
/// </summary>
internal struct SentQueue
{
    private SentSegment[]? _ring;
    private int _first;

    public int Count { get; private set; }

    /// <summary>Bytes that the receiver has by SACK.</summary>
    public uint SackedBytes { get; private set; }

    /// <summary>Stretches that the receiver has by SACK.</summary>
    public int SackedCount { get; private set; }

    /// <summary>Bytes taken for lost, whether or not they were sent again.</summary>
    public uint LostBytes { get; private set; }

    /// <summary>Bytes whose retransmission is in flight.</summary>
    public uint RetransmittedBytes { get; private set; }

    /// <summary>Everything in the queue.</summary>
    public readonly uint Bytes => Count == 0 ? 0 : At(Count - 1).End - At(0).Start;

    /// <summary>What is in the network, as far as it is known (RFC 6675's pipe).</summary>
    public readonly uint Pipe => Bytes - SackedBytes - LostBytes + RetransmittedBytes;

    /// <summary>Whether something is lost and waits to be sent again.</summary>
    public readonly bool HasLost => LostBytes > RetransmittedBytes;

    public readonly ref SentSegment At(int index) => ref _ring![(_first + index) & (_ring.Length - 1)];

    /// <summary>Appends what has just been sent; it continues what was sent last.</summary>
    public void Append(SegmentStore store, uint start, uint end, long now)
    {
        if (_ring is null || Count == _ring.Length)
        {
            Grow(store);
        }

        At(Count) = new SentSegment { Start = start, End = end, SentAt = now };
        Count++;
    }

    /// <summary>Takes the first stretch out.</summary>
    public void RemoveFirst(SegmentStore store)
    {
        SetFlags(0, SentFlags.None);
        _first = (_first + 1) & (_ring!.Length - 1);
        Count--;
        if (Count == 0)
        {
            Clear(store);
        }
    }

    /// <summary>Cuts the front of the first stretch off.</summary>
    public void TrimFirst(uint start)
    {
        ref SentSegment first = ref At(0);
        SentFlags flags = first.Flags;
        SetFlags(0, flags & SentFlags.EverRetransmitted);
        first.Start = start;
        SetFlags(0, flags);
    }

    /// <summary>Cuts a stretch in two; both keep their flags.</summary>
    public void Split(SegmentStore store, int index, uint at)
    {
        if (Count == _ring!.Length)
        {
            Grow(store);
        }

        for (int i = Count; i > index; i--)
        {
            At(i) = At(i - 1);
        }

        Count++;
        At(index).End = at;
        At(index + 1).Start = at;
        SackedCount += At(index).Has(SentFlags.Sacked) ? 1 : 0;
    }

    /// <summary>Sets a stretch's condition, and keeps the sums.</summary>
    public void SetFlags(int index, SentFlags flags)
    {
        ref SentSegment segment = ref At(index);
        uint length = segment.Length;
        SentFlags changed = segment.Flags ^ flags;
        if ((changed & SentFlags.Sacked) != 0)
        {
            SackedBytes += (flags & SentFlags.Sacked) != 0 ? length : 0 - length;
            SackedCount += (flags & SentFlags.Sacked) != 0 ? 1 : -1;
        }

        if ((changed & SentFlags.Lost) != 0)
        {
            LostBytes += (flags & SentFlags.Lost) != 0 ? length : 0 - length;
        }

        if ((changed & SentFlags.Retransmitted) != 0)
        {
            RetransmittedBytes += (flags & SentFlags.Retransmitted) != 0 ? length : 0 - length;
        }

        segment.Flags = flags;
    }

    /// <summary>Marks a stretch lost: also what was sent again, when that is lost too.</summary>
    public void MarkLost(int index) =>
        SetFlags(index, (At(index).Flags & ~SentFlags.Retransmitted) | SentFlags.Lost);

    /// <summary>Nothing is lost, as it has turned out: what was never SACKed is on its way.</summary>
    public void ClearLost()
    {
        for (int i = 0; i < Count; i++)
        {
            SetFlags(i, At(i).Flags & ~(SentFlags.Lost | SentFlags.Retransmitted));
        }
    }

    /// <summary>The first stretch that is lost and not sent again, or -1.</summary>
    public readonly int FirstLost()
    {
        for (int i = 0; i < Count; i++)
        {
            if ((At(i).Flags & (SentFlags.Lost | SentFlags.Retransmitted)) == SentFlags.Lost)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The stretch that holds a sequence number, or <see cref="Count"/> when it is beyond the queue.</summary>
    public readonly int IndexOf(uint sequence)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Sequence.LessOrEqual(At(middle).End, sequence))
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    public void Clear(SegmentStore store)
    {
        if (_ring is not null)
        {
            store.Return(_ring);
        }

        this = default;
    }

    private void Grow(SegmentStore store)
    {
        SentSegment[] ring = store.Rent(_ring is null ? SegmentStore.Least : _ring.Length * 2);
        for (int i = 0; i < Count; i++)
        {
            ring[i] = At(i);
        }

        if (_ring is not null)
        {
            store.Return(_ring);
        }

        _ring = ring;
        _first = 0;
    }
}
