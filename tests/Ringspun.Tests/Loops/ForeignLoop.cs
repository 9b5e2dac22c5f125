namespace Ringspun.Tests.Loops;

/// <summary>A program's own loop: an epoll of its own, in which the Ringspun loop is one descriptor.</summary>
internal sealed class ForeignLoop : IDisposable
{
    private readonly EventLoop _loop;
    private readonly EpollEventBuffer _events = new(8);
    private readonly int _epoll = Epoll.Create();

    public ForeignLoop(EventLoop loop)
    {
        _loop = loop;
        LinuxException.ThrowIfError(_epoll, "epoll_create1");
        Assert.Equal(0, Epoll.Control(_epoll, EpollOperation.ADD, loop.PollDescriptor, EpollEvents.IN));
    }

    /// <summary>Waits as the loop says, but no longer than that, and has it take a turn. Returns whether its descriptor was readable.</summary>
    public bool Turn(TimeSpan longest)
    {
        TimeSpan wait = _loop.PrepareWait();
        if (wait == Timeout.InfiniteTimeSpan || (longest != Timeout.InfiniteTimeSpan && longest < wait))
        {
            wait = longest;
        }

        long nanoseconds = wait == Timeout.InfiniteTimeSpan ? Epoll.Infinite : wait.Ticks * TimeSpan.NanosecondsPerTick;
        int count = Epoll.Wait(_epoll, _events, nanoseconds);
        Assert.InRange(count, 0, 1);
        _loop.RunOnce(TimeSpan.Zero);
        return count > 0 && wait != TimeSpan.Zero;
    }

    public void Dispose()
    {
        _ = Descriptors.Close(_epoll);
        _events.Dispose();
    }
}
