using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>
/// A scheduling policy: which of a loop's ready fibers runs next. Give it to the loop with <see cref="EventLoopOptions.RunQueue"/>. One queue serves
/// one loop, on that loop's thread.
/// </summary>
/// <remarks>
/// A policy may look at <see cref="FiberFrame.Info"/>, where a fiber's priority and deadline are; plain fibers, callbacks and the like have none.
/// What it keeps must not lose a frame: each that was added has to come out once. Fibers leave the processor by themselves
/// only, so a policy decides between those that are ready, and never interrupts one.
/// </remarks>
public interface IRunQueue
{
    /// <summary>How many fibers are ready. Asked several times a turn.</summary>
    int Count { get; }

    /// <summary>A fiber has become ready.</summary>
    /// <param name="frame">Its frame, which is in no other queue.</param>
    void Enqueue(FiberFrame frame);

    /// <summary>Takes the fiber that runs next.</summary>
    /// <param name="frame">Its frame, if there is one.</param>
    /// <returns>Whether there was one.</returns>
    bool TryDequeue([NotNullWhen(true)] out FiberFrame? frame);
}
