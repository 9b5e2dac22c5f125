using System.Runtime.CompilerServices;
using Ringspun.Linux;

namespace Ringspun;

/// <content>
/// Descriptors with several kinds. epoll reports of a descriptor everything that it is ready for whenever any of it happens, so that a socket that
/// stays writable would be reported as writable again with each message that comes. Therefore each kind has an epoll instance of its own, and
/// these say what has happened. The port's instance says who has news, and in which order.
/// </content>
internal sealed partial class EpollPort
{
    private const int Kinds = 3;

    /// <summary>How often one drain asks again; a descriptor that never rests must not keep it.</summary>
    private const int MostDrains = 64;

    private readonly int[] _kinds = [-1, -1, -1];
    private EpollEventBuffer? _drained;

    private static Interest KindAt(int index) => (Interest)(1 << index);

    /// <summary>Watches each kind of an interest apart, where there are several.</summary>
    private int WatchKinds(int descriptor, in PortEntry entry)
    {
        for (int i = 0; i < Kinds && !PortReadiness.IsSingle(entry.Interest); i++)
        {
            Interest kind = KindAt(i);
            if ((entry.Interest & kind) == 0)
            {
                continue;
            }

            int epoll = Instance(i);
            int result = epoll < 0 ? epoll : Watch(epoll, new PortTag(descriptor, kind, entry.Generation));
            if (result < 0)
            {
                return result;
            }
        }

        return 0;
    }

    private void UnwatchKinds(int descriptor, Interest interest)
    {
        if (PortReadiness.IsSingle(interest))
        {
            return;
        }

        for (int i = 0; i < Kinds; i++)
        {
            if ((interest & KindAt(i)) != 0 && _kinds[i] >= 0)
            {
                _ = Linux.Epoll.Control(_kinds[i], EpollOperation.DEL, descriptor);
            }
        }
    }

    private int Instance(int index)
    {
        if (_kinds[index] >= 0)
        {
            return _kinds[index];
        }

        int epoll = Linux.Epoll.Create();
        if (epoll < 0)
        {
            return epoll;
        }

        int result = Linux.Epoll.Control(Epoll, EpollOperation.ADD, epoll, EpollEvents.IN | EpollEvents.ET, PortTag.Kind.Value);
        if (result < 0)
        {
            _ = Descriptors.Close(epoll);
            return result;
        }

        _drained ??= new EpollEventBuffer(256);
        return _kinds[index] = epoll;
    }

    /// <summary>Goes on with a batch from its first event that is not of a single kind.</summary>
    private int TakeSeveral(EpollEventBuffer buffer, int from, int ready, Span<CompletionEvent> events, int count)
    {
        lock (_gate)
        {
            MarkBatch(buffer, from, ready, isListed: true);
            DrainKinds();
            for (int i = from; i < ready; i++)
            {
                EpollEvent happened = buffer[i];
                PortTag tag = new(happened.Data);
                if (!tag.IsDescriptor || !IsCurrent(tag))
                {
                    continue;
                }

                Interest kinds = PortReadiness.Of(happened.Events, tag.Interest);
                if (!tag.IsSingle)
                {
                    // What has happened, as far as it is so. Nothing, if its news went with an earlier batch. What has happened since the
                    // kernel was asked waits for its own turn, which comes.
                    ref PortEntry entry = ref _entries.Find(tag.Descriptor);
                    kinds &= entry.Pending;
                    entry.Pending &= ~kinds;
                }

                if (kinds != Interest.None)
                {
                    events[count++] = ToEvent(happened, tag, kinds);
                }
            }

            MarkBatch(buffer, from, ready, isListed: false);
            return count;
        }
    }

    private void MarkBatch(EpollEventBuffer buffer, int from, int ready, bool isListed)
    {
        for (int i = from; i < ready; i++)
        {
            PortTag tag = new(buffer[i].Data);
            if (tag.IsDescriptor && !tag.IsSingle && IsCurrent(tag))
            {
                _entries.Find(tag.Descriptor).IsListed = isListed;
            }
        }
    }

    private void DrainKinds()
    {
        foreach (int epoll in _kinds)
        {
            if (epoll < 0)
            {
                continue;
            }

            EpollEventBuffer drained = _drained!;
            int count = drained.Capacity;
            for (int i = 0; i < MostDrains && count == drained.Capacity; i++)
            {
                count = Linux.Epoll.Wait(epoll, drained, 0);
                LinuxException.ThrowIfError(count, "Waiting at a completion port (epoll_wait)");
                Note(drained, count);
            }

            if (count == drained.Capacity)
            {
                // There is more: its instance reports itself again.
                _ = Linux.Epoll.Control(Epoll, EpollOperation.MOD, epoll, EpollEvents.IN | EpollEvents.ET, PortTag.Kind.Value);
            }
        }
    }

    private void Note(EpollEventBuffer drained, int count)
    {
        for (int i = 0; i < count; i++)
        {
            PortTag tag = new(drained[i].Data);
            if (!IsCurrent(tag))
            {
                continue;
            }

            ref PortEntry entry = ref _entries.Find(tag.Descriptor);
            entry.Pending |= tag.Interest;
            if (!entry.IsListed)
            {
                // Its turn in the port's instance may be over, or a thread without this news may have had it. Modifying puts it at the end of
                // the kernel's queue if it is ready and not there, and leaves its place alone if it is.
                PortTag own = new(tag.Descriptor, entry.Interest, tag.Generation);
                EpollEvents events = PortReadiness.ToEvents(entry.Interest) | EpollEvents.ET;
                _ = Linux.Epoll.Control(Epoll, EpollOperation.MOD, tag.Descriptor, events, own.Value);
            }
        }
    }

    private void FreeKinds()
    {
        foreach (int epoll in _kinds)
        {
            if (epoll >= 0)
            {
                _ = Descriptors.Close(epoll);
            }
        }

        _drained?.Dispose();
    }
}
