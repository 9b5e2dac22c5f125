namespace Ringspun;

/// <summary>
/// The root of a fiber that is more than its body's frame: one that has an identity, or that starts later than it was asked for. Its handle
/// refers to it.
/// </summary>
internal abstract class ThreadFrame<TResult> : FiberFrame<TResult>
{
    private FrameContext _context;
    private bool _started;

    private protected ThreadFrame(FiberInfo? info) => _context = new FrameContext(FrameContexts.ToKeep, info);

    public sealed override FiberInfo? Info => _context.Info;

    internal sealed override string Description => Info?.BodyName ?? base.Description;

    internal sealed override FiberInfo? RootInfo => _context.Info;

    internal sealed override FiberFrame? Call => this;

    /// <summary>The loop that the fiber counts as one of, if a runtime has placed it.</summary>
    internal EventLoop? PlacedOn { get; set; }

    internal sealed override void OnMoved(EventLoop to)
    {
        Info?.MoveTo(to);
        PlacedOn = PlacedOn?.MovePlaced(to);
    }

    /// <summary>Starts the body, the first time; then takes its outcome.</summary>
    protected internal sealed override void Resume()
    {
        if (_started)
        {
            EndThread();
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
            EndThread();
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

    private void EndThread()
    {
        Info?.End();
        PlacedOn?.OnPlacedEnded();
        End();
    }
}
