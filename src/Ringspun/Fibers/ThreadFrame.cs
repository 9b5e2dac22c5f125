namespace Ringspun;

/// <summary>
/// The root of a fiber that is more than its body's frame: one that has an identity, or that starts later than it was asked for. Its handle
/// refers to it.
/// </summary>
internal abstract class ThreadFrame : FiberFrame
{
    private FrameContext _context;
    private bool _started;

    private protected ThreadFrame(FiberInfo? info) => _context = new FrameContext(FrameContexts.ToKeep, info);

    public sealed override FiberInfo? Info => _context.Info;

    /// <summary>Cancels the fiber that a handle refers to.</summary>
    internal static void Cancel(object? state)
    {
        if (state is not ThreadFrame { Info: { } info })
        {
            throw new InvalidOperationException(
                "This fiber has no cancellation token: start it with FiberOptions { IsCancellable = true }, or any other option.");
        }

        info.Cancel();
    }

    /// <summary>Starts the body, the first time; then takes its outcome.</summary>
    protected internal sealed override void Resume()
    {
        if (_started)
        {
            Info?.End();
            End();
            return;
        }

        _started = true;
        EventLoop? loop = _context.Enter();
        if (TryStart() is { } frame)
        {
            frame.Slot = this;
        }
        else
        {
            Info?.End();
            End();
        }

        FrameContext.Leave(loop);
    }

    /// <summary>Calls the body.</summary>
    /// <returns>The frame of the body's call, if it has suspended.</returns>
    private protected abstract FiberFrame? TryStart();

    /// <summary>The body has ended: takes its outcome over.</summary>
    private protected abstract void End();

    /// <summary>The body has failed.</summary>
    private protected void Fail(FiberFailure failure)
    {
        Exception exception = failure.Observe();
        if (exception is OperationCanceledException && Info is { IsCancellationRequested: true })
        {
            FailQuietly(failure);
        }
        else
        {
            Fail(exception);
        }
    }
}
