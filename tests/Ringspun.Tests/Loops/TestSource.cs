namespace Ringspun.Tests.Loops;

/// <summary>A source of events that counts, and does what the test says.</summary>
internal sealed class TestSource(Func<PollEvents, int, bool> poll) : IEventSource
{
    public int Descriptor { get; init; } = -1;

    public bool IsEdgeTriggered { get; init; }

    public TimeSpan Interval { get; init; } = Timeout.InfiniteTimeSpan;

    public int Polls { get; private set; }

    public bool Poll(EventLoop loop, PollEvents events, int budget)
    {
        Polls++;
        return poll(events, budget);
    }
}
