using System.Runtime.CompilerServices;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>
/// A port on io_uring: a multishot poll request for each descriptor and kind. Completions are gathered in a queue of descriptors, in which the
/// kinds of one descriptor meet.
/// </summary>
/// <remarks>
/// Any thread submits and any thread reaps, under one lock, so the ring is made without IORING_SETUP_SINGLE_ISSUER and what builds on it. Threads do
/// not wait in the ring but at an epoll instance that watches it, for what one thread has reaped and left must wake another one.
/// </remarks>
internal sealed partial class RingPort : PortBackend
{
    private const RingSetupFlags Modes = RingSetupFlags.SubmitAll | RingSetupFlags.NoSubmissionArray;
    private const uint SubmissionEntries = 64;
    private const uint FewestCompletions = 64;

    private readonly Lock _gate = new();
    private readonly DescriptorPages<PortEntry> _entries = new();
    private readonly Ring _ring;
    private PortQueue _queue;
    private int _count;
    private bool _isSignalled;
    private bool _isClosing;

    private RingPort(int epoll, Ring ring)
        : base(epoll)
    {
        _ring = ring;
        _queue = new PortQueue(_entries);
    }

    internal override string Name => "io_uring";

    internal override int Count => Volatile.Read(ref _count);

    /// <summary>The completions that fit into the ring.</summary>
    internal uint CompletionCapacity => _ring.CompletionCapacity;

    internal static RingPort Create(uint completionEntries)
    {
        Ring ring = CreateRing(completionEntries);
        int epoll = -1;
        try
        {
            epoll = CreateEpoll();
            int result = Linux.Epoll.Control(epoll, EpollOperation.ADD, ring.Descriptor, EpollEvents.IN, PortTag.Ring.Value);
            if (result < 0)
            {
                _ = Descriptors.Close(epoll);
                throw PortFailure.OfCreation("epoll_ctl", result);
            }

            return new RingPort(epoll, ring);
        }
        catch
        {
            ring.Dispose();
            throw;
        }
    }

    internal override uint Register(int descriptor, Interest interest)
    {
        lock (_gate)
        {
            Probe(descriptor);
            ref PortEntry entry = ref _entries.Get(descriptor);
            if (entry.Interest != Interest.None)
            {
                Forget(descriptor, ref entry);
            }

            entry.Begin(interest);
            _count++;
            AddPolls(descriptor, entry);
            Reap();
            _registering = PortTag.Nobody;
            if (_failure < 0)
            {
                int failure = _failure;
                _failure = 0;
                Forget(descriptor, ref entry);
                throw PortFailure.OfRegistration(descriptor, failure);
            }

            Signal();
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
                Reap();
                Signal();
            }
        }
    }

    internal override bool Holds(int descriptor)
    {
        // The poll requests hold the file open, so it does not go away with its number.
        lock (_gate)
        {
            ref PortEntry entry = ref _entries.Find(descriptor);
            return !Unsafe.IsNullRef(ref entry) && entry.Interest != Interest.None;
        }
    }

    internal override int Take(Span<CompletionEvent> events, long timeoutNanoseconds)
    {
        int count = TakeReady(events);
        if (count > 0 || timeoutNanoseconds == 0)
        {
            return count;
        }

        Wait(BufferFor(1), 1, timeoutNanoseconds);
        return TakeReady(events);
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

    internal override void WakeAll()
    {
        lock (_gate)
        {
            _isClosing = true;
            base.WakeAll();
        }
    }

    internal override void Free()
    {
        // Null where the making of it failed half-way.
        if (_ring is not null)
        {
            EndAllPolls();
            _ring.Dispose();
        }

        base.Free();
    }

    /// <summary>A user's rings share one limit of locked memory: rather a small queue than none.</summary>
    private static Ring CreateRing(uint completionEntries)
    {
        while (true)
        {
            RingOptions options = new() { SubmissionEntries = SubmissionEntries, CompletionEntries = completionEntries, AllowedFlags = Modes };
            int result = Ring.TryCreate(options, out Ring? ring);
            if (ring is not null)
            {
                return ring;
            }

            if (result != -(int)Errno.ENOMEM || completionEntries / 4 < FewestCompletions)
            {
                throw new LinuxException("Making a completion port (io_uring_setup)", result.ToErrno(), IoUringSupport.Explain(result));
            }

            completionEntries /= 4;
        }
    }

    private int TakeReady(Span<CompletionEvent> events)
    {
        lock (_gate)
        {
            Reap();
            int count = 0;
            while (count < events.Length && _queue.TryTake(out CompletionEvent happened))
            {
                events[count++] = happened;
            }

            Signal();
            return count;
        }
    }

    /// <summary>The eventfd is up while descriptors are left in the queue, of which the ring knows nothing any more.</summary>
    private void Signal()
    {
        if (_queue.IsEmpty == !_isSignalled || _isClosing)
        {
            return;
        }

        _isSignalled = !_queue.IsEmpty;
        if (_isSignalled)
        {
            EventFd.Signal(WakeDescriptor);
        }
        else
        {
            _ = EventFd.Drain(WakeDescriptor);
        }
    }

    /// <summary>
    /// Asks epoll whether the descriptor can be watched at all, for a poll request takes any: files that are always ready would complete without end.
    /// </summary>
    private void Probe(int descriptor)
    {
        int result = Linux.Epoll.Control(Epoll, EpollOperation.ADD, descriptor, EpollEvents.None, PortTag.Nobody.Value);
        if (result >= 0)
        {
            _ = Linux.Epoll.Control(Epoll, EpollOperation.DEL, descriptor);
        }
        else
        {
            throw PortFailure.OfRegistration(descriptor, result);
        }
    }

    private void Forget(int descriptor, ref PortEntry entry)
    {
        RemovePolls(descriptor, entry);
        _queue.Remove(descriptor, ref entry);
        entry.End();
        _count--;
    }
}
