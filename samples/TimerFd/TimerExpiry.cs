using Ringspun;
using Ringspun.Linux;

/// <summary>A system call of one's own: waits for a timer of the kernel; yields how often it has expired since it was last asked.</summary>
internal readonly struct TimerExpiry(int timer) : ISystemCall<long>
{
    public bool TryFinish(EventLoop loop, out long expiries)
    {
        expiries = TimerFd.Drain(timer);
        return expiries < 0 ? throw new LinuxException("read", (Errno)(-expiries)) : expiries > 0;
    }

    public void Start(EventLoop loop, Completion<long> completion) => completion.RetryWhen(timer, PollEvents.Readable);

    public void Cancel(EventLoop loop)
    {
        // The wait for a descriptor is ended by the loop.
    }
}
