using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>What <see cref="Fiber.Sleep"/> returns. Await it once.</summary>
public readonly struct SleepOperation : ICriticalNotifyCompletion, IFiberAwaiter
{
    private readonly SleepTimer _timer;

    internal SleepOperation(SleepTimer timer) => _timer = timer;

    /// <summary>Whether the time is over already.</summary>
    public bool IsCompleted => _timer.IsOver;

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public SleepOperation GetAwaiter() => this;

    /// <summary>Ends the sleep.</summary>
    /// <exception cref="InvalidOperationException">It was begun on another loop.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void GetResult() => _timer.End();

    string? IFiberAwaiter.Operation => "sleep";

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame)
    {
        _timer.CheckLoop();
        _timer.Sleeper = frame;
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
