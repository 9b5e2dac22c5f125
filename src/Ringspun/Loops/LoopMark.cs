namespace Ringspun;

/// <summary>
/// What a frame's link refers to while the frame runs, for it is in no queue then: the way to its loop. To ask the thread costs three
/// times as much as all else that a switch does in the loop, because a thread-static field of a shared library is found by a call.
/// </summary>
internal sealed class LoopMark(EventLoop loop) : FiberFrame
{
    internal EventLoop Loop => loop;

    protected internal override void Resume() => throw new InvalidOperationException("A mark is never run.");
}
