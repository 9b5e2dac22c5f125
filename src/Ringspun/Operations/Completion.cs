using System.Diagnostics.CodeAnalysis;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// The other end of a system call that waits: whoever notices that it is over completes it, once, and the fiber goes on. The members may be
/// used on any thread unless they say otherwise.
/// </summary>
/// <typeparam name="TResult">What the call yields.</typeparam>
/// <remarks>Two words: pass it by value, keep it in a field, put it into a queue.</remarks>
public readonly struct Completion<TResult>
{
    private readonly CompletionTarget<TResult>? _target;
    private readonly short _token;

    internal Completion(CompletionTarget<TResult> target, short token)
    {
        _target = target;
        _token = token;
    }

    /// <summary>Whether the call still waits. On the loop's thread only; false on a default value.</summary>
    public bool IsPending => _target is not null && _target.IsWaiting(_token);

    /// <summary>What the last <see cref="RetryWhen"/> was told: the events that came. None before. On the loop's thread only.</summary>
    public PollEvents Events => _target?.Events ?? PollEvents.None;

    private CompletionTarget<TResult> Target => _target ?? ThrowNoCall();

    /// <summary>The call is over and yields this.</summary>
    /// <param name="result">The result.</param>
    public void Finish(TResult result) => Target.Complete(_token, new(result, null, Errno.None));

    /// <summary>The call is over and has failed.</summary>
    /// <param name="exception">What its fiber will see.</param>
    public void Fail(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        Target.Complete(_token, new(default, exception, Errno.None));
    }

    /// <summary>The call is over and has failed with an error of the kernel's: a <see cref="LinuxException"/> for its fiber.</summary>
    /// <param name="errno">The error.</param>
    public void Fail(Errno errno) => Target.Complete(_token, new(default, null, errno));

    /// <summary>
    /// The call has been stopped: an <see cref="OperationCanceledException"/> for its fiber; an <see cref="ObjectDisposedException"/> where
    /// nobody had cancelled the fiber, for then the thing it waited on has gone.
    /// </summary>
    public void Cancel() => Target.Complete(_token, new(default, null, Errno.ECANCELED));

    /// <summary>
    /// The call may be able to finish now: it is tried again, in the loop's next turn at the latest, and started again if it must go on waiting. Many
    /// requests before that are one; one that comes after the end does nothing.
    /// </summary>
    public void Retry() => Target.Retry(_token);

    /// <summary>
    /// Has the call tried again when a descriptor is ready, or when it turns out to be unusable: then the call fails with the error. On the
    /// loop's thread only, from <see cref="ISystemCall{TResult}.Start"/>. Several fibers, and an event source, may wait for one descriptor.
    /// </summary>
    /// <param name="descriptor">
    /// Any descriptor that poll(2) takes. Before it is closed, its waits must have ended: see <see cref="EventLoop.EndWaits"/>.
    /// </param>
    /// <param name="events">What to wait for; errors and hang-ups always count.</param>
    public void RetryWhen(int descriptor, PollEvents events) => Target.RetryWhen(_token, descriptor, events);

    [DoesNotReturn]
    private static CompletionTarget<TResult> ThrowNoCall() =>
        throw new InvalidOperationException("This completion belongs to no call: only ISystemCall.Start hands out one that does.");
}
