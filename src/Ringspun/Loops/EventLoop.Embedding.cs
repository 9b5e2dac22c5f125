namespace Ringspun;

/// <content>
/// A loop inside a program that has a loop of its own, on the same thread. The program waits for <see cref="PollDescriptor"/> together with what else
/// it waits for, and lets this loop take a turn:
/// <code>
/// while (running)
/// {
///     TimeSpan wait = loop.PrepareWait();
///     PollMyDescriptorsAnd(loop.PollDescriptor, wait);
///     loop.RunOnce(TimeSpan.Zero);
/// }
/// </code>
/// </content>
public sealed partial class EventLoop
{
    /// <summary>
    /// A descriptor that is readable when a turn would find something to do, whether it comes from the kernel or was posted by another thread. Only
    /// the passing of time does not show: <see cref="NextDeadline"/>. It is to be watched, level-triggered, by poll(2) or epoll(7) on the loop's own
    /// thread, and left alone otherwise; a wait that a signal interrupts (EINTR) is to be followed by a turn too. -1 where there is none: on the
    /// simulated driver, and on io_uring without <see cref="IoUringOptions.IsPollable"/>.
    /// </summary>
    public int PollDescriptor => Driver.PollDescriptor;

    /// <summary>When the loop wants its next turn for a timer's sake, in nanoseconds of <see cref="Now"/>'s clock; <see cref="long.MaxValue"/>: never.</summary>
    public long NextDeadline => Timers.NextDeadline;

    /// <summary>Whether a turn would run fibers at once. Between turns, on the loop's thread.</summary>
    public bool HasReadyFibers => !_ready.IsEmpty || _policy is { Count: > 0 } || !_posted.IsEmpty;

    /// <summary>
    /// To be called before the program waits for <see cref="PollDescriptor"/>: hands what is prepared to the kernel, and sees to it that whatever comes
    /// makes the descriptor readable. It holds until something is done with this loop again.
    /// </summary>
    /// <returns>How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for no bound. Zero: a turn has something to do already.</returns>
    /// <exception cref="InvalidOperationException">The caller is on another thread than the loop's.</exception>
    public TimeSpan PrepareWait()
    {
        CheckThread();
        if (HasReadyFibers || _readySources.Count > 0 || _stopping)
        {
            return TimeSpan.Zero;
        }

        if (!Driver.PrepareWait() || !_posted.TryFallAsleep())
        {
            return TimeSpan.Zero;
        }

        long deadline = Timers.NextDeadline;
        if (deadline == long.MaxValue)
        {
            return Timeout.InfiniteTimeSpan;
        }

        // Rounded up: to wake before the deadline is to wake in vain.
        long wait = deadline - Driver.ReadClock();
        return wait <= 0 ? TimeSpan.Zero : new TimeSpan((wait / TimeSpan.NanosecondsPerTick) + 1);
    }
}
