namespace Ringspun;

/// <summary>
/// A system call: a value that a fiber hands to its loop along with itself as the continuation. The set is open: implement this on a struct, and
/// execute it with <see cref="Fiber.Call{TCall, TResult}"/>.
/// </summary>
/// <typeparam name="TResult">What the call yields.</typeparam>
/// <remarks>
/// <para>
/// A call is first tried (<see cref="TryFinish"/>). Only if that would have to wait it is started (<see cref="Start"/>), and it ends when somebody
/// completes it through its <see cref="Completion{TResult}"/>: with a result, with a failure, or by a request to try again
/// (<see cref="Completion{TResult}.Retry"/>; <see cref="Completion{TResult}.RetryWhen"/> for descriptors). All members run on the loop's thread.
/// </para>
/// <para>
/// From the first try to the end the struct lives in one place, which its loop reuses for the next call of the type, so it may keep state in
/// its fields, and no call allocates in steady state. I/O objects that make the same call over and over keep their state themselves
/// instead, in an <see cref="IoSource{TResult}"/>; what the fiber awaits is an <see cref="IoOperation{TResult}"/> either way.
/// </para>
/// </remarks>
public interface ISystemCall<TResult>
{
    /// <summary>Tries to finish without waiting. What it throws fails the call.</summary>
    /// <param name="loop">The fiber's loop.</param>
    /// <param name="result">The result, if there is one.</param>
    /// <returns>Whether the call has finished; false: it has to wait.</returns>
    bool TryFinish(EventLoop loop, out TResult result);

    /// <summary>
    /// The call has to wait: sees to it that <paramref name="completion"/> is completed once. What it throws fails the call, which must not be
    /// completed then. After a retry that did not finish it is started again.
    /// </summary>
    /// <param name="loop">The fiber's loop.</param>
    /// <param name="completion">The call's other end: keep it wherever the event is noticed.</param>
    void Start(EventLoop loop, Completion<TResult> completion);

    /// <summary>
    /// The fiber is cancelled. Stops what <see cref="Start"/> has begun and completes it (<see cref="Completion{TResult}.Cancel"/>, or the result
    /// that came first): at once, or as soon as nobody uses the fiber's memory any more, for the fiber resumes only then. Does nothing where the
    /// call cannot be stopped. Not called while the call waits in <see cref="Completion{TResult}.RetryWhen"/>: the loop ends that wait itself.
    /// </summary>
    /// <param name="loop">The fiber's loop.</param>
    void Cancel(EventLoop loop);
}
