namespace Ringspun;

/// <content>Noticing that nothing can wake the loop's fibers any more.</content>
public sealed partial class EventLoop
{
    private int _foreignWaits;
    private bool _hasWarned;

    /// <summary>Operations under way on the loop's thread.</summary>
    internal int PendingOperations { get; set; }

    /// <summary>A fiber waits for something that completes anywhere: a task, say. Any thread.</summary>
    internal void OnForeignWait(int change) => Interlocked.Add(ref _foreignWaits, change);

    /// <summary>Reports that nothing can wake the loop's fibers any more.</summary>
    internal DeadlockException Deadlock(string message)
    {
        string dump = DumpFibers();
        RingspunEventSource.Log.Deadlock(Name, dump);
        return new DeadlockException(message, dump);
    }

    /// <summary>
    /// Whether nothing that the loop knows of could wake a fiber: only plain threads could, for fibers of other loops would need one to be
    /// there.
    /// </summary>
    private bool IsStuck =>
        !HasReadyFibers && PendingOperations == 0 && Volatile.Read(ref _foreignWaits) == 0 && Timers.NextDeadline == long.MaxValue && ActiveSources == 0 &&
        !_stopping && LiveObjects<EventLoop>.Count == 1;

    /// <summary>One turn without an end to its waiting, except where nothing can come: then the loop's patience is the end.</summary>
    private void PollOrDespair()
    {
        bool endsInFailure = Options.DeadlockPatience >= TimeSpan.Zero;
        TimeSpan patience = endsInFailure ? Options.DeadlockPatience : _hasWarned ? Timeout.InfiniteTimeSpan : Options.DeadlockWarning;

        // A simulated driver knows by itself that nothing can come.
        if (Driver.IsVirtualTime || patience < TimeSpan.Zero || !IsStuck)
        {
            Poll(long.MaxValue);
            return;
        }

        long limit = Math.Min(patience.Ticks, long.MaxValue / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick;
        long began = Driver.ReadClock();
        Poll(limit);
        if (!IsStuck || Driver.ReadClock() - began < limit)
        {
            return;
        }

        DeadlockException deadlock = Deadlock(
            "Deadlock: every fiber waits, no operation is under way, no timer is armed, and no other thread has made a fiber ready within " +
            $"{(endsInFailure ? nameof(EventLoopOptions.DeadlockPatience) : nameof(EventLoopOptions.DeadlockWarning))} ({patience}).");
        if (endsInFailure)
        {
            throw deadlock;
        }

        _hasWarned = true;
        Report(deadlock, $"loop {Name} goes on waiting");
    }
}
