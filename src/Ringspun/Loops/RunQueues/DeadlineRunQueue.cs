using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>
/// Runs the fiber with the earliest deadline first (<see cref="FiberOptions.Deadline"/>); among equals, first in, first out. Fibers without a
/// deadline run when no other is ready.
/// </summary>
/// <remarks>
/// Where all deadlines can be met, this order meets them (Liu and Layland, 1973). A binary heap: adding and taking take a time that grows with the
/// logarithm of the number of ready fibers with deadlines. Those without cost no more than first in, first out does.
/// </remarks>
public sealed class DeadlineRunQueue : IRunQueue
{
    private readonly PriorityQueue<FiberFrame, (long Deadline, long Sequence)> _urgent = new();
    private FiberQueue _others;
    private int _othersCount;
    private long _sequence;

    /// <inheritdoc/>
    public int Count => _urgent.Count + _othersCount;

    /// <inheritdoc/>
    public void Enqueue(FiberFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        long deadline = frame.Info?.Deadline ?? long.MaxValue;
        if (deadline == long.MaxValue)
        {
            _others.Enqueue(frame);
            _othersCount++;
        }
        else
        {
            _urgent.Enqueue(frame, (deadline, _sequence++));
        }
    }

    /// <inheritdoc/>
    public bool TryDequeue([NotNullWhen(true)] out FiberFrame? frame)
    {
        if (_urgent.TryDequeue(out frame, out _))
        {
            return true;
        }

        if (!_others.TryDequeue(out frame))
        {
            return false;
        }

        _othersCount--;
        return true;
    }
}
