using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// One input or output operation under way: what I/O methods return. Await it once, on its own loop; or turn it into a
/// <see cref="ValueTask{TResult}"/>.
/// </summary>
/// <typeparam name="TResult">What the operation yields.</typeparam>
/// <remarks>
/// A reference and a token, so that a fiber's frame stays small. A fiber that is cancelled in an operation resumes only when the
/// kernel has let go of the operation's buffers.
/// </remarks>
public readonly struct IoOperation<TResult> : ICriticalNotifyCompletion, IFiberAwaiter
{
    private readonly IoSource<TResult> _source;
    private readonly short _token;

    internal IoOperation(IoSource<TResult> source, short token)
    {
        _source = source;
        _token = token;
    }

    /// <summary>Whether the result is there.</summary>
    public bool IsCompleted => _source.IsCompleted;

    /// <summary>Converts to a task, for code that wants one; consumes the operation like an await.</summary>
    /// <param name="operation">The operation.</param>
    public static implicit operator ValueTask<TResult>(IoOperation<TResult> operation) => operation.AsValueTask();

    /// <summary>The operation as a task; consumes it like an await.</summary>
    /// <returns>The task.</returns>
    public ValueTask<TResult> AsValueTask() => new(_source, _token);

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public IoOperation<TResult> GetAwaiter() => this;

    /// <summary>The operation's result.</summary>
    /// <returns>The result.</returns>
    /// <exception cref="Linux.LinuxException">The operation failed in the kernel, or timed out (ETIMEDOUT).</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="InvalidOperationException">The operation belongs to another loop.</exception>
    /// <exception cref="ObjectDisposedException">Its connection, listener or file was closed meanwhile.</exception>
    public TResult GetResult()
    {
        _source.CheckLoop();
        return _source.GetResult(_token);
    }

    string? IFiberAwaiter.Operation => _source.Name;

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame) => _source.SetWaiter(frame, _token);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
