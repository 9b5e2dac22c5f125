namespace Ringspun.Tests.Operations;

/// <summary>A system call of user code that has no result: the fiber goes into a queue of the user's.</summary>
internal readonly struct Parking(Queue<FiberFrame> queue) : ISystemCall
{
    public void Start(EventLoop loop, FiberFrame fiber) => queue.Enqueue(fiber);
}
