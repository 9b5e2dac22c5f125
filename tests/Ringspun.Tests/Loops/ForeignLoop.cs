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

    /// <summary>Waits as the loop says, and has it take a turn. Without a bound of its own: a wake-up that is lost is a hang.</summary>
    public void Turn()
    {
        TimeSpan wait = _loop.PrepareWait();
        int count = Epoll.Wait(_epoll, _events, wait == Timeout.InfiniteTimeSpan ? Epoll.Infinite : wait.Ticks * TimeSpan.NanosecondsPerTick);
        Assert.InRange(count, 0, 1);
        _loop.RunOnce(TimeSpan.Zero);
    }

    public void Dispose()
    {
        _ = Descriptors.Close(_epoll);
        _events.Dispose();
    }
}
