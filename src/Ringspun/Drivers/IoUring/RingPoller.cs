using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>Watches descriptors by poll requests of the ring: one that completes once, or one that completes at every wake-up (multishot).</summary>
internal sealed class RingPoller(IoUringDriver driver) : IPoller
{
    private readonly WatchTable _watches = new();

    private IoUringDriver Driver => driver;

    public void Watch(PollWatch watch)
    {
        watch.Begin();
        _watches.Add(watch);
        var request = watch.DriverState as Request;
        if (request is null || !ReferenceEquals(request.Poller, this))
        {
            watch.DriverState = request = new Request(this, watch);
        }

        request.Submit();
    }

    public void Unwatch(PollWatch watch) => ((Request)watch.DriverState!).Cancel();

    public void UnwatchAll(int descriptor)
    {
        if (!_watches.TryGet(descriptor, out PollWatch? watch))
        {
            return;
        }

        // Requests that are only prepared have no hold on the file yet, and would find the number's next owner.
        driver.SubmitPrepared();
        for (; watch is not null; watch = watch.Next)
        {
            Unwatch(watch);
        }
    }

    /// <summary>A watch's poll request. The kernel holds the file until the request has ended, whatever becomes of the descriptor.</summary>
    private sealed class Request(RingPoller poller, PollWatch watch) : IRingTarget
    {
        private ulong _userData;
        private bool _isCanceled;

        internal RingPoller Poller => poller;

        private IoUringDriver Driver => poller.Driver;

        public void OnCompletion(in CompletionEntry completion)
        {
            bool goesOn = completion.HasMore;
            if (!goesOn && completion.Result >= 0 && watch.IsRepeating && !_isCanceled)
            {
                // Ended by the kernel, as when its completion queue is full. The new request reports what is ready.
                Submit();
                goesOn = true;
            }

            if (!goesOn)
            {
                poller._watches.Remove(watch);
            }

            if (completion.Result > 0)
            {
                watch.Report((PollEvents)completion.Result);
            }

            if (!goesOn)
            {
                watch.End(completion.Result < 0 && !_isCanceled ? completion.Result.ToErrno() : Errno.ECANCELED);
            }
        }

        internal void Submit()
        {
            _isCanceled = false;
            ref SubmissionEntry entry = ref Driver.NextEntry();
            if (watch.IsRepeating)
            {
                entry.PreparePollAddMultishot(watch.Descriptor, (uint)watch.Interest);
            }
            else
            {
                entry.PreparePollAdd(watch.Descriptor, (uint)watch.Interest);
            }

            entry.UserData = _userData = Driver.Expect(this);
        }

        internal void Cancel()
        {
            _isCanceled = true;
            ref SubmissionEntry entry = ref Driver.NextEntry();
            entry.PreparePollRemove(_userData);
            entry.UserData = RingTargets.Nobody;
        }
    }
}
