using System.Runtime.CompilerServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// A port on edge-triggered epoll. The kernel keeps the queue, so what is not taken needs no memory here, and threads that take descriptors of one
/// kind need no lock.
/// </summary>
internal sealed partial class EpollPort : PortBackend
{
    private readonly Lock _gate = new();
    private readonly DescriptorPages<PortEntry> _entries = new();
    private int _count;

    private EpollPort(int epoll)
        : base(epoll)
    {
    }

    internal override string Name => "epoll";

    internal override int Count => Volatile.Read(ref _count);

    internal static EpollPort Create() => new(CreateEpoll());

    internal override uint Register(int descriptor, Interest interest)
    {
        lock (_gate)
        {
            ref PortEntry entry = ref _entries.Get(descriptor);
            Interest before = entry.Interest;
            entry.Begin(interest);
            _count += before == Interest.None ? 1 : 0;
            int result = WatchKinds(descriptor, entry, before);
            if (result >= 0)
            {
                PortTag tag = new(descriptor, interest, entry.Generation);
                result = Watch(Epoll, descriptor, interest, tag, before != Interest.None);
            }

            if (result < 0)
            {
                entry.Interest |= before;
                Forget(descriptor, ref entry);
                throw PortFailure.OfRegistration(descriptor, result);
            }

            return entry.Generation;
        }
    }

    internal override void Unregister(int descriptor)
    {
        lock (_gate)
        {
            ref PortEntry entry = ref _entries.Find(descriptor);
            if (!Unsafe.IsNullRef(ref entry) && entry.Interest != Interest.None)
            {
                Forget(descriptor, ref entry);
            }
        }
    }

    internal override bool Holds(int descriptor)
    {
        lock (_gate)
        {
            ref PortEntry entry = ref _entries.Find(descriptor);
            if (Unsafe.IsNullRef(ref entry) || entry.Interest == Interest.None)
            {
                return false;
            }

            // epoll knows descriptors by number and open file. Whoever closed the number without unregistering it has another file there now.
            int result = Linux.Epoll.Control(Epoll, EpollOperation.ADD, descriptor, EpollEvents.None, PortTag.Nobody.Value);
            if (result == -(int)Errno.EEXIST)
            {
                return true;
            }

            Forget(descriptor, ref entry);
            return false;
        }
    }

    internal override int Take(Span<CompletionEvent> events, long timeoutNanoseconds)
    {
        EpollEventBuffer buffer = BufferFor(events.Length);
        int ready = Wait(buffer, events.Length, timeoutNanoseconds);
        int count = 0;
        for (int i = 0; i < ready; i++)
        {
            EpollEvent happened = buffer[i];
            PortTag tag = new(happened.Data);
            if (!tag.IsSingle)
            {
                return TakeSeveral(buffer, i, ready, events, count);
            }

            if (IsCurrent(tag))
            {
                events[count++] = ToEvent(happened, tag, tag.Interest);
            }
        }

        return count;
    }

    internal override void ForEach(Action<int> action)
    {
        for (int descriptor = 0; descriptor < _entries.Length; descriptor++)
        {
            ref PortEntry entry = ref _entries.Find(descriptor);
            if (!Unsafe.IsNullRef(ref entry) && entry.Interest != Interest.None)
            {
                action(descriptor);
            }
        }
    }

    internal override void Free()
    {
        FreeKinds();
        base.Free();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CompletionEvent ToEvent(EpollEvent happened, PortTag tag, Interest ready) =>
        new(tag.Descriptor, tag.Generation, ready, PortReadiness.ConditionsOf(happened.Events));

    /// <summary>Adds or changes a descriptor, whichever it takes: a number that was closed may have come back with another file.</summary>
    private static int Watch(int epoll, int descriptor, Interest interest, PortTag tag, bool isKnown)
    {
        EpollEvents events = PortReadiness.ToEvents(interest) | EpollEvents.ET;
        EpollOperation first = isKnown ? EpollOperation.MOD : EpollOperation.ADD;
        int result = Linux.Epoll.Control(epoll, first, descriptor, events, tag.Value);
        return result switch
        {
            -(int)Errno.ENOENT => Linux.Epoll.Control(epoll, EpollOperation.ADD, descriptor, events, tag.Value),
            -(int)Errno.EEXIST => Linux.Epoll.Control(epoll, EpollOperation.MOD, descriptor, events, tag.Value),
            _ => result,
        };
    }

    /// <summary>Whether an event belongs to the registration that there is now.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCurrent(PortTag tag)
    {
        ref PortEntry entry = ref _entries.Find(tag.Descriptor);
        return !Unsafe.IsNullRef(ref entry) && Volatile.Read(ref entry.Generation) == tag.Generation;
    }

    private void Forget(int descriptor, ref PortEntry entry)
    {
        // Closed already, and gone from there with that, is as good.
        _ = Linux.Epoll.Control(Epoll, EpollOperation.DEL, descriptor);
        UnwatchKinds(descriptor, entry.Interest);
        entry.End();
        _count--;
    }
}
