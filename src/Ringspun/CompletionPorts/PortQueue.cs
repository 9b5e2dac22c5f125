namespace Ringspun;

/// <summary>The descriptors with news, each once, in the order in which their news began. Its links are in the entries.</summary>
internal struct PortQueue(DescriptorPages<PortEntry> entries)
{
    private const int None = -1;

    private int _first = None;
    private int _last = None;

    internal readonly bool IsEmpty => _first == None;

    /// <summary>Adds news; a descriptor that has some already keeps its place.</summary>
    internal void Add(int descriptor, ref PortEntry entry, Interest ready, PollEvents conditions)
    {
        if (ready == Interest.None)
        {
            return;
        }

        entry.Pending |= ready;
        entry.Conditions |= conditions;
        if (entry.IsListed)
        {
            return;
        }

        entry.IsListed = true;
        entry.Previous = _last;
        entry.Next = None;
        if (_last == None)
        {
            _first = descriptor;
        }
        else
        {
            entries.Find(_last).Next = descriptor;
        }

        _last = descriptor;
    }

    /// <summary>Takes the oldest.</summary>
    internal bool TryTake(out CompletionEvent happened)
    {
        if (_first != None)
        {
            int descriptor = _first;
            ref PortEntry entry = ref entries.Find(descriptor);
            happened = new CompletionEvent(descriptor, entry.Generation, entry.Pending, entry.Conditions);
            Remove(descriptor, ref entry);
            entry.Pending = Interest.None;
            entry.Conditions = PollEvents.None;
            return true;
        }

        happened = default;
        return false;
    }

    /// <summary>Takes a descriptor out, if it is in.</summary>
    internal void Remove(int descriptor, ref PortEntry entry)
    {
        if (!entry.IsListed)
        {
            return;
        }

        entry.IsListed = false;
        if (entry.Previous == None)
        {
            _first = entry.Next;
        }
        else
        {
            entries.Find(entry.Previous).Next = entry.Next;
        }

        if (entry.Next == None)
        {
            _last = entry.Previous;
        }
        else
        {
            entries.Find(entry.Next).Previous = entry.Previous;
        }
    }
}
