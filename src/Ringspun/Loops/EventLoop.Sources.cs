namespace Ringspun;

/// <content>Descriptors and other sources of events.</content>
public sealed partial class EventLoop
{
    /// <summary>What the loop lets one source do in one turn.</summary>
    private const int SourceBudget = 64;

    private readonly Queue<EventSourceHandle> _readySources = new();
    private EventSourceHandle? _polledSources;

    /// <summary>Sources that have been added and not removed.</summary>
    internal int ActiveSources { get; set; }

    internal IPoller Poller => Driver.Poller ?? throw new NotSupportedException($"The driver {Driver.Name} cannot watch descriptors.");

    /// <summary>Adds a source of events: from now on it is asked whenever it has something, within a budget each turn.</summary>
    /// <param name="source">The source; one object may be added to several loops.</param>
    /// <returns>Removes the source when it is disposed of, and wakes it from other threads. The source's descriptor stays its owner's.</returns>
    /// <exception cref="InvalidOperationException">The caller is on another thread than the loop's.</exception>
    /// <exception cref="NotSupportedException">The source has a descriptor, and the loop's driver cannot watch any.</exception>
    public EventSourceHandle AddSource(IEventSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        CheckThread();
        var handle = new EventSourceHandle(this, source);
        handle.Start();
        ActiveSources++;
        return handle;
    }

    /// <summary>
    /// Ends all waits for a descriptor, which is about to be closed: fibers that wait see an <see cref="ObjectDisposedException"/>, event
    /// sources are removed. Closing alone would leave them waiting for ever, or for the next owner of the number. On the loop's thread only.
    /// </summary>
    /// <param name="descriptor">The descriptor; it may be closed as soon as this returns.</param>
    public void EndWaits(int descriptor)
    {
        CheckThread();
        Driver.Poller?.UnwatchAll(descriptor);
    }

    /// <summary>Has a source served in this turn, or in the next if this one is past its sources.</summary>
    internal void EnqueueSource(EventSourceHandle source) => _readySources.Enqueue(source);

    /// <summary>Sources without a descriptor are asked every turn.</summary>
    internal void AddPolledSource(EventSourceHandle source)
    {
        source.Next = _polledSources;
        _polledSources = source;
    }

    internal void RemovePolledSource(EventSourceHandle source)
    {
        ref EventSourceHandle? place = ref _polledSources;
        while (place is not null && !ReferenceEquals(place, source))
        {
            place = ref place.Next;
        }

        place = place?.Next;
    }

    /// <summary>Each ready source once: whoever has more comes again in the next turn, behind the others.</summary>
    private void ServeSources()
    {
        for (EventSourceHandle? source = _polledSources; source is not null; source = source.Next)
        {
            source.Mark(PollEvents.None);
        }

        for (int count = _readySources.Count; count > 0; count--)
        {
            _readySources.Dequeue().Serve(SourceBudget);
        }
    }
}
