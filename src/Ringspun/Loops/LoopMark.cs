namespace Ringspun;

/// <summary>
/// What a frame's link refers to while the frame runs, for it is in no queue then: the way to its loop. The other way, a thread-static field,
/// is a call into the dynamic linker each time, and those were half of a switch.
/// </summary>
internal sealed class LoopMark(EventLoop loop) : FiberFrame
{
    internal EventLoop Loop => loop;

    protected internal override void Resume() => throw new InvalidOperationException("A mark is never run.");
}
