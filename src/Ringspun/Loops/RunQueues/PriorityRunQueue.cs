using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace Ringspun;

/// <summary>
/// Runs the fiber of the highest priority (<see cref="FiberOptions.Priority"/>) first; among equals, first in, first out. Adding and taking take the
/// same short time however many are ready.
/// </summary>
/// <remarks>
/// The priorities are strict: as long as fibers of one are ready, those below it do not run. What has no priority has 0.
/// </remarks>
public sealed class PriorityRunQueue : IRunQueue
{
    /// <summary>The least urgent priority that is told from others; lower ones count as this.</summary>
    public const int Lowest = -32;

    /// <summary>The most urgent priority that is told from others; higher ones count as this.</summary>
    public const int Highest = 31;

    private readonly FiberQueue[] _levels = new FiberQueue[Highest - Lowest + 1];

    /// <summary>One bit for each level that has fibers.</summary>
    private ulong _occupied;

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public void Enqueue(FiberFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        int level = Math.Clamp(frame.Info?.Priority ?? 0, Lowest, Highest) - Lowest;
        _levels[level].Enqueue(frame);
        _occupied |= 1UL << level;
        Count++;
    }

    /// <inheritdoc/>
    public bool TryDequeue([NotNullWhen(true)] out FiberFrame? frame)
    {
        if (_occupied == 0)
        {
            frame = null;
            return false;
        }

        Count--;
        int level = BitOperations.Log2(_occupied);
        _levels[level].TryDequeue(out frame);
        if (_levels[level].IsEmpty)
        {
            _occupied &= ~(1UL << level);
        }

        return frame is not null;
    }
}
