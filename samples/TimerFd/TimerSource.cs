using Ringspun;
using Ringspun.Linux;

/// <summary>The same timer as a source of events, for code that is called rather than waits.</summary>
internal sealed class TimerSource(int timer, Action<long> onExpiry) : IEventSource
{
    public int Descriptor => timer;

    public bool Poll(EventLoop loop, PollEvents events, int budget)
    {
        onExpiry(TimerFd.Drain(timer));
        return false;
    }
}
