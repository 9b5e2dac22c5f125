namespace Ringspun;

/// <summary>
/// Anything else that produces events for a loop: a descriptor of any kind (a device, a timer, another program's epoll), a queue in memory that
/// is polled, or one that other threads fill. Add it with <see cref="EventLoop.AddSource"/>.
/// </summary>
/// <remarks>
/// A source turns what has come into work for fibers: it completes their calls, fills queues, spawns. It runs on the loop's thread between fibers,
/// so it must not wait. One that throws is reported (<see cref="EventLoop.UnjoinedFailure"/>) and removed; the loop goes on.
/// </remarks>
public interface IEventSource
{
    /// <summary>The descriptor that tells when there is something; -1 for none: then the source is asked every turn. Must not change.</summary>
    int Descriptor => -1;

    /// <summary>What the descriptor is watched for; errors and hang-ups always count. Must not change.</summary>
    PollEvents Interest => PollEvents.Readable;

    /// <summary>
    /// False: the descriptor is looked at again after each <see cref="Poll"/>, so the source may leave something behind. True: only news are
    /// reported, which costs the kernel less; a source that leaves something behind must say so. Must not change.
    /// </summary>
    bool IsEdgeTriggered => false;

    /// <summary>
    /// For sources without a descriptor: how long the loop may sleep before it asks again. <see cref="Timeout.InfiniteTimeSpan"/>: as long as it
    /// likes, for somebody calls <see cref="EventSourceHandle.Signal"/>.
    /// </summary>
    TimeSpan Interval => Timeout.InfiniteTimeSpan;

    /// <summary>Serves what has come.</summary>
    /// <param name="loop">The loop that asks.</param>
    /// <param name="events">What the descriptor is ready for; none for a source without one, or one that was signalled.</param>
    /// <param name="budget">
    /// How many events to serve at most before the others have their turn. What an event is the source knows: a message, a buffer, a
    /// microsecond's work.
    /// </param>
    /// <returns>True: there is, or may be, more; the source is asked again in the next turn, and the loop does not sleep before that.</returns>
    bool Poll(EventLoop loop, PollEvents events, int budget);
}
