using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>One end of a pipe on a ring: a descriptor that is closed only when the kernel has answered all requests for it.</summary>
internal abstract class RingPipeEnd(IoUringDriver driver, int descriptor) : IDisposable
{
    private readonly int _descriptor = driver.Own(descriptor);
    private int _requests;

    public int Capacity
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            int capacity = Descriptors.GetPipeCapacity(_descriptor);
            LinuxException.ThrowIfError(capacity, "fcntl F_GETPIPE_SZ");
            return capacity;
        }
    }

    internal IoUringDriver Driver => driver;

    internal int Descriptor => _descriptor;

    internal bool IsClosed { get; private set; }

    public void Dispose()
    {
        if (IsClosed)
        {
            return;
        }

        IsClosed = true;
        if (_requests == 0)
        {
            driver.CloseDescriptor(_descriptor);
        }
        else
        {
            // close(2) alone would leave the requests pending, and with them the pipe open.
            ref SubmissionEntry entry = ref driver.NextEntry();
            entry.PrepareCancelDescriptor(_descriptor);
            entry.UserData = RingTargets.Nobody;
        }
    }

    /// <summary>A request for the descriptor is being prepared.</summary>
    internal ulong Expect(IRingTarget target)
    {
        _requests++;
        return driver.Expect(target);
    }

    /// <summary>A request has had its completion, and was not followed by another.</summary>
    internal void RequestEnded()
    {
        if (--_requests == 0 && IsClosed)
        {
            driver.CloseDescriptor(_descriptor);
        }
    }

    internal void Cancel(ulong userData)
    {
        driver.RequestCancel(userData);
    }
}
