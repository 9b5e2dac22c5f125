using System.Collections.Concurrent;

namespace Ringspun.Samples.Fibers;

/// <summary>A source of events: letters that other threads post, for a fiber to read.</summary>
internal sealed class Inbox : IEventSource
{
    private readonly ConcurrentQueue<string> _posted = new();

    public FiberChannel<string> Letters { get; } = FiberChannel<string>.Unbounded();

    public void Post(string letter) => _posted.Enqueue(letter);

    // On the loop's thread, after a signal.
    public bool Poll(EventLoop loop, PollEvents events, int budget)
    {
        for (; budget > 0 && _posted.TryDequeue(out string? letter); budget--)
        {
            Letters.TryWrite(letter);
        }

        return !_posted.IsEmpty;
    }
}
