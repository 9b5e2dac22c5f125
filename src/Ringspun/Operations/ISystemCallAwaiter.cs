namespace Ringspun;

/// <summary>An awaiter that needs the loop, which the method builder knows already.</summary>
internal interface ISystemCallAwaiter : IFiberAwaiter
{
    /// <summary>As <see cref="IFiberAwaiter.Suspend(FiberFrame)"/>.</summary>
    /// <param name="frame">The suspended frame.</param>
    /// <param name="loop">The loop of the calling thread; null where it has none.</param>
    void Suspend(FiberFrame frame, EventLoop? loop);
}
