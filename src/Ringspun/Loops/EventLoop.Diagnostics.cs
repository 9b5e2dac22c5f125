using System.Globalization;

namespace Ringspun;

/// <content>Seeing the loop's fibers.</content>
public sealed partial class EventLoop
{
    private static int s_lastNumber;

    /// <summary>The loop's name in dumps, reports and metrics: that of its options, or else its number in the process.</summary>
    public string Name { get; }

    /// <summary>How many fibers the loop has, where it tracks them (<see cref="EventLoopOptions.TrackFibers"/>); otherwise 0. Any thread.</summary>
    public int LiveFibers => Tracked.Count;

    internal TrackedFibers Tracked { get; } = new();

    /// <summary>
    /// The live fibers of the loop, the oldest first, if it tracks them (<see cref="EventLoopOptions.TrackFibers"/>); otherwise none. Any
    /// thread: another thread's question is answered by the loop when it comes to it, with fibers that are ready counted as such.
    /// </summary>
    /// <param name="patience">How long to wait for the loop's answer; null for five seconds. Of no account on the loop's own thread.</param>
    /// <returns>The fibers.</returns>
    /// <exception cref="TimeoutException">The loop has not answered: a fiber holds it up, or nobody runs it.</exception>
    /// <exception cref="ObjectDisposedException">The loop has been disposed of.</exception>
    public IReadOnlyList<FiberSnapshot> SnapshotFibers(TimeSpan? patience = null)
    {
        if (ReferenceEquals(t_current, this))
        {
            return SnapshotHere();
        }

        ThrowIfDisposed();
        TimeSpan limit = patience ?? TimeSpan.FromSeconds(5);
        var wish = new SnapshotFrame(this);
        MakeReady(wish);
        return wish.Wait(limit) ?? throw new TimeoutException(
            string.Create(CultureInfo.InvariantCulture, $"Loop {Name} has not answered within {limit.TotalSeconds:F1} s: a fiber holds it up, or nobody runs it."));
    }

    /// <summary>The loop's live fibers as text, a line each: number, name, state, what it waits for, for how long, and where.</summary>
    /// <param name="patience">As for <see cref="SnapshotFibers"/>.</param>
    /// <returns>The text.</returns>
    /// <exception cref="TimeoutException">The loop has not answered: a fiber holds it up, or nobody runs it.</exception>
    /// <exception cref="ObjectDisposedException">The loop has been disposed of.</exception>
    public string DumpFibers(TimeSpan? patience = null) => FiberDump.Write(this, SnapshotFibers(patience));

    internal IReadOnlyList<FiberSnapshot> SnapshotHere()
    {
        HashSet<FiberInfo> ready = FindReady();
        return
        [
            .. Tracked.ToList().Select(fiber => fiber.Snapshot(
                ReferenceEquals(fiber, CurrentFiber) ? FiberState.Running : ready.Contains(fiber) ? FiberState.Ready : FiberState.Waiting)),
        ];
    }

    /// <summary>How many frames the run queue has: counted one by one, unless there is a policy that knows.</summary>
    internal int CountReady() => _ready.CountAfter(null) + (_policy?.Count ?? 0);

    private HashSet<FiberInfo> FindReady()
    {
        var found = new HashSet<FiberInfo>(_readyByPolicy);
        _posted.TakeAll(ref _ready);
        for (FiberFrame? frame = _ready.First; frame is not null; frame = frame.Next)
        {
            if (frame.Info is { } fiber)
            {
                found.Add(fiber);
            }
        }

        return found;
    }

    private string MakeName() => Options.Name ?? Interlocked.Increment(ref s_lastNumber).ToString(CultureInfo.InvariantCulture);
}
