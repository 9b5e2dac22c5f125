using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>What <see cref="EventLoop.SwitchTo"/> returns: the fiber goes on on that loop.</summary>
public readonly struct SwitchOperation : ICriticalNotifyCompletion, IFiberAwaiter
{
    private readonly EventLoop _target;

    internal SwitchOperation(EventLoop target) => _target = target;

    /// <summary>Whether the fiber is there already.</summary>
    public bool IsCompleted => ReferenceEquals(EventLoop.Current, _target);

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public SwitchOperation GetAwaiter() => this;

    /// <summary>For the compiler.</summary>
    public void GetResult()
    {
    }

    string? IFiberAwaiter.Operation => "switch to another loop";

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        _target.ThrowIfDisposed();
        if (EventLoop.Current is { } here)
        {
            // Not at once: the fiber's code is still running, up to where its outermost call suspends.
            here.Ready(TravelFrame.Rent(frame, here, _target));
        }
        else
        {
            _target.MakeReady(frame);
        }
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));
}
