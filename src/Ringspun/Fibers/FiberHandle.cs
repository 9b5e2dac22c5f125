using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A running fiber: await the handle to join it. Any number of fibers, on any loops, may join, also after its end.</summary>
public readonly struct FiberHandle : ICriticalNotifyCompletion, ISystemCallAwaiter
{
    private readonly object? _state;

    internal FiberHandle(object? state, EventLoop loop)
    {
        _state = state;
        Loop = loop;
    }

    /// <summary>The loop that the fiber was started on.</summary>
    public EventLoop Loop { get; }

    /// <summary>Whether the fiber has ended.</summary>
    public bool IsCompleted => FiberFrame.Of(_state) is not { IsFinished: false };

    /// <summary>The fiber's name; null when it was given none.</summary>
    public string? Name => (_state as FiberFrame)?.RootInfo?.Name;

    /// <summary>
    /// Cancels the fiber's own token (<see cref="Fiber.CancellationToken"/>); nothing happens once it has ended. It ends as it
    /// sees fit: join it to know when. Any thread.
    /// </summary>
    /// <exception cref="InvalidOperationException">The fiber was started without options and so has no token.</exception>
    public void Cancel()
    {
        if (_state is not FiberFrame { RootInfo: { } info })
        {
            throw new InvalidOperationException(
                "This fiber has no cancellation token: start it with FiberOptions { IsCancellable = true }, or any other option.");
        }

        info.Cancel();
    }

    /// <summary>Joins the fiber as <c>await handle</c> does, unless the wait is cut first.</summary>
    /// <param name="cancel">Cuts the wait, not the fiber (see <see cref="Cancel"/>).</param>
    /// <returns>The call; it throws what the fiber threw.</returns>
    /// <exception cref="OperationCanceledException">The wait was cut; the fiber goes on, and remembers this join until it ends.</exception>
    public async Fiber Join(CancellationToken cancel)
    {
        await WaitForEnd(cancel);
        GetResult();
    }

    /// <summary>For the compiler.</summary>
    /// <returns>This.</returns>
    public FiberHandle GetAwaiter() => this;

    /// <summary>Throws what the fiber threw; returns when it has returned normally.</summary>
    /// <exception cref="InvalidOperationException">The fiber still runs.</exception>
    public void GetResult()
    {
        if (_state is FiberFailure failure)
        {
            failure.Throw();
        }
        else if (FiberFrame.Of(_state) is { } frame && !ReferenceEquals(Volatile.Read(ref frame.Slot), FiberFrame.Completed))
        {
            if (!frame.IsFinished)
            {
                throw new InvalidOperationException("The fiber has not ended yet: await its handle.");
            }

            frame.ThrowIfFailed();
        }
    }

    string? IFiberAwaiter.Operation => "join";

    /// <inheritdoc/>
    public void Suspend(FiberFrame frame) => Suspend(_state, frame, EventLoop.Current);

    void ISystemCallAwaiter.Suspend(FiberFrame frame, EventLoop? loop) => Suspend(_state, frame, loop);

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Suspend(new CallbackFrame(continuation));

    /// <summary>Waits until the fiber has ended, however.</summary>
    internal FiberWait WaitForEnd(CancellationToken cancel)
    {
        if (IsCompleted)
        {
            return default;
        }

        var ended = new FiberEvent();
        Suspend(new CallbackFrame(ended.Set));
        return ended.Wait(cancel);
    }

    /// <param name="state">The handle's.</param>
    /// <param name="frame">The frame that joins.</param>
    /// <param name="loop">The loop of the calling thread, if it has one.</param>
    internal static void Suspend(object? state, FiberFrame frame, EventLoop? loop)
    {
        JoinFrame join = JoinFrame.Rent(frame, loop);
        if (FiberFrame.Of(state) is not { } joined || !joined.TryJoin(join))
        {
            join.Wake(loop);
        }
    }
}
