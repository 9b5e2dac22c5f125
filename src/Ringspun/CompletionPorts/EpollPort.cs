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
            if (entry.Interest != Interest.None)
            {
                // Not modified, for that would leave it at its old place in the kernel's queue.
                Forget(descriptor, ref entry);
            }

            entry.Begin(interest);
            _count++;
            int result = WatchKinds(descriptor, entry);
            if (result >= 0)
            {
                result = Watch(Epoll, new PortTag(descriptor, interest, entry.Generation));
            }

            if (result < 0)
            {
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
        int room = Math.Min(events.Length, buffer.Capacity);
        int ready = Wait(buffer, room, timeoutNanoseconds);
        int count = Sort(buffer, ready, events);

        // What is no event took the place of one: the port's own descriptors, and news of the past.
        for (int i = 0, asked = room; i < MostDrains && ready == asked && count < room; i++)
        {
            asked = room - count;
            ready = Wait(buffer, asked, 0);
            count += Sort(buffer, ready, events[count..]);
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

    /// <summary>Makes events of what has come.</summary>
    private int Sort(EpollEventBuffer buffer, int ready, Span<CompletionEvent> events)
    {
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static CompletionEvent ToEvent(EpollEvent happened, PortTag tag, Interest ready) =>
        new(tag.Descriptor, tag.Generation, ready, PortReadiness.ConditionsOf(happened.Events));

    private static int Watch(int epoll, PortTag tag)
    {
        EpollEvents events = PortReadiness.ToEvents(tag.Interest) | EpollEvents.ET;
        return Linux.Epoll.Control(epoll, EpollOperation.ADD, tag.Descriptor, events, tag.Value);
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
