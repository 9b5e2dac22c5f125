using System.Runtime.CompilerServices;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <content>Poll requests and their completions.</content>
internal sealed partial class RingPort
{
    private const int Kinds = 3;

    /// <summary>POLLRDBAND, with which sockets wake as with POLLPRI.</summary>
    private const uint PriorityBand = 0x80;

    /// <summary>Completions read in one go at most, in multiples of the queue: descriptors that never rest must not keep a thread.</summary>
    private const int MostQueues = 2;

    private readonly CompletionEntry[] _reaped = new CompletionEntry[256];
    private readonly List<PortTag> _ended = [];
    private int _polls;
    private int _failure;
    private PortTag _registering;

    private static Interest KindAt(int index) => (Interest)(1 << index);

    private void AddPolls(int descriptor, in PortEntry entry)
    {
        for (int i = 0; i < Kinds; i++)
        {
            if ((entry.Interest & KindAt(i)) != 0)
            {
                Prepare(new PortTag(descriptor, KindAt(i), entry.Generation));
            }
        }

        _registering = new PortTag(descriptor, entry.Interest, entry.Generation);
        Submit();
    }

    /// <summary>Edge-triggered, as multishot poll is by itself: what is ready now completes at once, afterwards each wake-up does.</summary>
    private void Prepare(PortTag tag)
    {
        ref SubmissionEntry request = ref NextRequest();
        uint events = (uint)PortReadiness.ToEvents(tag.Interest);
        if (tag.Interest == Interest.Except)
        {
            // The kernel takes no wake-up for a poll request's that is for POLLPRI alone.
            events |= PriorityBand;
        }

        request.PreparePollAddMultishot(tag.Descriptor, events);
        request.UserData = tag.Value;
        _polls++;
    }

    private void RemovePolls(int descriptor, in PortEntry entry)
    {
        for (int i = 0; i < Kinds; i++)
        {
            if ((entry.Interest & KindAt(i)) != 0)
            {
                ref SubmissionEntry request = ref NextRequest();
                request.PreparePollRemove(new PortTag(descriptor, KindAt(i), entry.Generation).Value);
                request.UserData = PortTag.Nobody.Value;
                request.Flags |= (_ring.Features & RingFeatures.CompletionSkip) != 0 ? SubmissionFlags.SkipSuccess : SubmissionFlags.None;
            }
        }

        // At once, for the caller may close the descriptor now.
        Submit();
    }

    private ref SubmissionEntry NextRequest()
    {
        ref SubmissionEntry entry = ref _ring.TryGetEntry(out bool isAvailable);
        if (!isAvailable)
        {
            Submit();
            entry = ref _ring.TryGetEntry(out isAvailable);
        }

        return ref entry;
    }

    private void Submit()
    {
        // Refusals end when completions are reaped or memory is there again; a bound, so that nothing hangs.
        const int MostAttempts = 1000;
        int result = 0;
        for (int attempt = 0; attempt < MostAttempts && _ring.PendingSubmissions > 0; attempt++)
        {
            result = _ring.Submit();
            if (result.ToErrno() is Errno.EBUSY or Errno.EAGAIN)
            {
                Read();
                _ = _ring.SubmitAndWait(0, 0);
            }
            else if (result < 0 && result != -(int)Errno.EINTR)
            {
                break;
            }
        }

        if (_ring.PendingSubmissions > 0)
        {
            throw new LinuxException("Registering with a completion port (io_uring_enter)", result.ToErrno());
        }
    }

    /// <summary>Brings what the kernel has to say into the queue, and renews requests that it has ended.</summary>
    private void Reap()
    {
        Read();
        while (_ended.Count > 0)
        {
            // Before anything is handed out: a new request reports what is ready, and that joins what the old one has reported.
            int count = Math.Min(_ended.Count, (int)Math.Min(_ring.SubmissionCapacity, _ring.CompletionCapacity));
            for (int i = 0; i < count; i++)
            {
                PortTag tag = _ended[^1];
                _ended.RemoveAt(_ended.Count - 1);
                if (IsCurrent(tag))
                {
                    Prepare(tag);
                }
            }

            Submit();
            Read();
        }
    }

    private void Read()
    {
        long left = (long)_ring.CompletionCapacity * MostQueues;
        while (left > 0)
        {
            int count = _ring.ReadCompletions(_reaped);
            for (int i = 0; i < count; i++)
            {
                Note(_reaped[i]);
            }

            left -= count;
            if (count < _reaped.Length)
            {
                if (!_ring.CompletionOverflow)
                {
                    return;
                }

                // The kernel keeps what had no room; it comes with a call that asks for events.
                _ = _ring.SubmitAndWait(0, 0);
                left--;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Note(in CompletionEntry completion)
    {
        PortTag tag = new(completion.UserData);
        if (!tag.IsDescriptor)
        {
            return;
        }

        if (!completion.HasMore)
        {
            _polls--;
        }

        ref PortEntry entry = ref _entries.Find(tag.Descriptor);
        if (entry.Generation != tag.Generation)
        {
            return;
        }

        if (completion.Result > 0)
        {
            var events = (EpollEvents)completion.Result;
            Interest ready = PortReadiness.Of(events, tag.Interest);
            if (ready == Interest.Except && !IsExceptional(tag.Descriptor, ref events))
            {
                ready = Interest.None;
            }

            _queue.Add(tag.Descriptor, ref entry, ready, PortReadiness.ConditionsOf(events));
        }

        if (!completion.HasMore)
        {
            NoteEnd(tag, ref entry, completion.Result);
        }
    }

    private void NoteEnd(PortTag tag, ref PortEntry entry, int result)
    {
        if (result >= 0 || result == -(int)Errno.ECANCELED)
        {
            // The completion queue was full; or the thread has ended that made the request, for the kernel counts requests as their thread's.
            _ended.Add(tag);
        }
        else if (tag.Descriptor == _registering.Descriptor && tag.Generation == _registering.Generation)
        {
            _failure = result;
        }
        else
        {
            // It could not be renewed, as when the number was closed: the caller's next read or write says why.
            _queue.Add(tag.Descriptor, ref entry, entry.Interest, PollEvents.Error);
        }
    }

    /// <summary>
    /// A completion carries what the wake-up was for, and sockets wake with POLLPRI among the rest whenever any data comes: only the file itself knows.
    /// </summary>
    private static bool IsExceptional(int descriptor, ref EpollEvents events)
    {
        int now = Descriptors.Poll(descriptor, (int)EpollEvents.PRI);
        events = now < 0 ? EpollEvents.ERR : (EpollEvents)now;
        return PortReadiness.Of(events, Interest.Except) != Interest.None;
    }

    private bool IsCurrent(PortTag tag)
    {
        ref PortEntry entry = ref _entries.Find(tag.Descriptor);
        return !Unsafe.IsNullRef(ref entry) && entry.Generation == tag.Generation;
    }

    /// <summary>
    /// Ends all requests, so that their files are free when the ring is closed, not some time later. One by one, for the kernel searches from the
    /// beginning for each that it finds by no number.
    /// </summary>
    private void EndAllPolls()
    {
        const int MostWaits = 1000;
        const long Wait = 1_000_000;
        ForEach(descriptor =>
        {
            RemovePolls(descriptor, _entries.Find(descriptor));
            Discard();
        });
        for (int attempt = 0; attempt < MostWaits && _polls > 0; attempt++)
        {
            _ = _ring.SubmitAndWait(1, Wait);
            Discard();
        }
    }

    private void Discard()
    {
        int count;
        while ((count = _ring.ReadCompletions(_reaped)) > 0)
        {
            foreach (CompletionEntry completion in _reaped.AsSpan(0, count))
            {
                _polls -= new PortTag(completion.UserData).IsDescriptor && !completion.HasMore ? 1 : 0;
            }
        }
    }
}
