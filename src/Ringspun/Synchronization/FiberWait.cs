using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A wait at one of the synchronisation types. Await it once.</summary>
/// <remarks>
/// It has begun when the method that returned it was called; a wait that need not wait carries nothing. The fiber resumes on the loop that it
/// awaits on; code without a loop resumes on the thread pool.
/// </remarks>
public readonly struct FiberWait : ICriticalNotifyCompletion, IFiberAwaiter
{
    // null: granted at once.
    private readonly FiberWaiter? _waiter;
    private readonly short _token;

    internal FiberWait(FiberWaiter waiter)
    {
        _waiter = waiter;
        _token = waiter.Token;
    }

    /// <summary>Whether it is over already.</summary>
    public bool IsCompleted => _waiter is null || _waiter.IsCompleted;

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public FiberWait GetAwaiter() => this;

    /// <summary>Ends the wait.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    /// <exception cref="FiberChannelClosedException">What it waited at was closed.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void GetResult()
    {
        if (_waiter is not null)
        {
            _waiter.End(_token);
        }
    }

    /// <summary>The wait as a task, for code that wants one; consumes it like an await.</summary>
    /// <returns>The task.</returns>
    public async Task AsTask() => await this;

    string? IFiberAwaiter.Operation => _waiter?.Operation;

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame) => _waiter!.Suspend(frame, _token);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
