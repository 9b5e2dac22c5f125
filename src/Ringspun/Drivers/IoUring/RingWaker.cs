using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>Ends the wait when another thread writes to the loop's eventfd: one request that completes at every write.</summary>
internal sealed class RingWaker : IRingTarget
{
    private const uint PollIn = 1;

    private readonly IoUringDriver _driver;
    private readonly int _descriptor;

    internal RingWaker(IoUringDriver driver, int descriptor)
    {
        _driver = driver;
        _descriptor = descriptor;
        Arm();
    }

    public void OnCompletion(in CompletionEntry completion)
    {
        if (!completion.HasMore && completion.Result >= 0)
        {
            // Ended by the kernel (an overflow of the completion queue). The counter is still up, so the new request completes at once.
            _ = Linux.EventFd.Drain(_descriptor);
            Arm();
        }
    }

    private void Arm()
    {
        ref SubmissionEntry entry = ref _driver.NextEntry();
        entry.PreparePollAddMultishot(_descriptor, PollIn);
        entry.UserData = _driver.Expect(this);
    }
}
