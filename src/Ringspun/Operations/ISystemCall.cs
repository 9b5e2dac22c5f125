namespace Ringspun;

/// <summary>
/// A system call of the simplest kind: a value that says where the suspended fiber goes. It has no result, cannot fail and is over as soon as
/// the fiber is made ready: yielding, moving to another loop, parking in a queue of one's own.
/// </summary>
/// <remarks>
/// Implement it on a struct and execute it with <see cref="Fiber.Call{TCall}(TCall)"/>; <see cref="YieldCall"/> is one. The JIT compiles each call
/// into the fiber that makes it: nothing is boxed, nothing is allocated. For calls with a result, with failures or with cancellation, there is
/// <see cref="ISystemCall{TResult}"/>.
/// </remarks>
public interface ISystemCall
{
    /// <summary>
    /// Takes over the suspended fiber, and sees to it that it is made ready exactly once (<see cref="EventLoop.MakeReady"/>), now or later, from
    /// any thread, on <paramref name="loop"/> or on another.
    /// </summary>
    /// <param name="loop">The fiber's loop, whose thread this is.</param>
    /// <param name="fiber">The suspended fiber.</param>
    void Start(EventLoop loop, FiberFrame fiber);
}
