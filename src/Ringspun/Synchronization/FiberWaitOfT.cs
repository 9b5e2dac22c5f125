using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A wait that yields a value; see <see cref="FiberWait"/>. Await it once.</summary>
/// <typeparam name="TResult">What it yields.</typeparam>
public readonly struct FiberWait<TResult> : ICriticalNotifyCompletion, IFiberAwaiter
{
    // null: granted at once, and the result is here.
    private readonly FiberWaiter<TResult>? _waiter;
    private readonly TResult? _result;
    private readonly short _token;

    internal FiberWait(FiberWaiter<TResult> waiter)
    {
        _waiter = waiter;
        _token = waiter.Token;
    }

    internal FiberWait(TResult result) => _result = result;

    /// <summary>Whether it is over already.</summary>
    public bool IsCompleted => _waiter is null || _waiter.IsCompleted;

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public FiberWait<TResult> GetAwaiter() => this;

    /// <summary>Ends the wait.</summary>
    /// <returns>Its value.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="FiberChannelClosedException">What it waited at was closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult GetResult() => _waiter is null ? _result! : _waiter.EndWithValue(_token);

    /// <summary>The wait as a task, for code that wants one; consumes it like an await.</summary>
    /// <returns>The task.</returns>
    public async Task<TResult> AsTask() => await this;

    string? IFiberAwaiter.Operation => _waiter?.Operation;

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame) => _waiter!.Suspend(frame, _token);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
