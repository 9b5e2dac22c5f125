namespace Ringspun.Tcp.Timers;

/// <summary>
/// The connections that wait, the earliest first: a heap of four children a node. A deadline that moves away stays where it is until it comes up
/// and is then put right: an acknowledgment that moves a timer costs nothing here.
/// </summary>
/// <remarks>The places of the connections are kept by slot, beside the heap, so that a connection is found without a search.</remarks>
internal sealed class DeadlineHeap
{
    private const int Arity = 4;
    private const int Absent = -1;

    private long[] _deadlines = new long[16];
    private int[] _slots = new int[16];
    private int[] _places = [];

    public int Count { get; private set; }

    /// <summary>The earliest deadline, which may be too early; <see cref="Deadlines.Never"/> when nobody waits.</summary>
    public long Earliest => Count == 0 ? Deadlines.Never : _deadlines[0];

    /// <summary>The slot of the earliest.</summary>
    public int EarliestSlot => _slots[0];

    /// <summary>Sees to it that a slot comes up no later than its deadline.</summary>
    public void Require(int slot, long deadline)
    {
        int place = slot < _places.Length ? _places[slot] : Absent;
        if (place == Absent)
        {
            if (deadline != Deadlines.Never)
            {
                Insert(slot, deadline);
            }
        }
        else if (deadline < _deadlines[place])
        {
            Rise(place, slot, deadline);
        }
    }

    /// <summary>Gives the earliest slot its true deadline; takes it out when that is never.</summary>
    public void Correct(long deadline)
    {
        int slot = _slots[0];
        if (deadline != Deadlines.Never)
        {
            Sink(0, slot, deadline);
            return;
        }

        Remove(slot);
    }

    /// <summary>Takes a slot out, if it is there.</summary>
    public void Remove(int slot)
    {
        int place = slot < _places.Length ? _places[slot] : Absent;
        if (place == Absent)
        {
            return;
        }

        _places[slot] = Absent;
        Count--;
        if (place < Count)
        {
            (int last, long deadline) = (_slots[Count], _deadlines[Count]);
            if (place > 0 && deadline < _deadlines[(place - 1) / Arity])
            {
                Rise(place, last, deadline);
            }
            else
            {
                Sink(place, last, deadline);
            }
        }
    }

    private void Insert(int slot, long deadline)
    {
        if (slot >= _places.Length)
        {
            int had = _places.Length;
            Array.Resize(ref _places, Math.Max(16, Math.Max(had * 2, slot + 1)));
            Array.Fill(_places, Absent, had, _places.Length - had);
        }

        if (Count == _slots.Length)
        {
            Array.Resize(ref _slots, Count * 2);
            Array.Resize(ref _deadlines, Count * 2);
        }

        Rise(Count++, slot, deadline);
    }

    private void Rise(int place, int slot, long deadline)
    {
        while (place > 0)
        {
            int parent = (place - 1) / Arity;
            if (_deadlines[parent] <= deadline)
            {
                break;
            }

            Put(place, _slots[parent], _deadlines[parent]);
            place = parent;
        }

        Put(place, slot, deadline);
    }

    private void Sink(int place, int slot, long deadline)
    {
        ReadOnlySpan<long> deadlines = _deadlines.AsSpan(0, Count);
        while (true)
        {
            int child = (place * Arity) + 1;
            if (child >= deadlines.Length)
            {
                break;
            }

            child = EarliestChild(deadlines, child);
            if (deadlines[child] >= deadline)
            {
                break;
            }

            Put(place, _slots[child], deadlines[child]);
            place = child;
        }

        Put(place, slot, deadline);
    }

    /// <summary>The earliest of the siblings from one on.</summary>
    private static int EarliestChild(ReadOnlySpan<long> deadlines, int first)
    {
        if (first + Arity <= deadlines.Length)
        {
            // By choices, not by jumps that nobody can foretell.
            ReadOnlySpan<long> children = deadlines.Slice(first, Arity);
            int left = children[1] < children[0] ? 1 : 0;
            int right = children[3] < children[2] ? 3 : 2;
            return first + (Math.Min(children[2], children[3]) < Math.Min(children[0], children[1]) ? right : left);
        }

        int earliest = first;
        for (int other = first + 1; other < deadlines.Length; other++)
        {
            earliest = deadlines[other] < deadlines[earliest] ? other : earliest;
        }

        return earliest;
    }

    private void Put(int place, int slot, long deadline)
    {
        _slots[place] = slot;
        _deadlines[place] = deadline;
        _places[slot] = place;
    }
}
