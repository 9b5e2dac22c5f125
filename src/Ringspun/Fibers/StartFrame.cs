namespace Ringspun;

/// <summary>
/// A fiber that is to start on another loop (or on an emptier stack): first the order to start it, then the one that waits for its
/// end, and all along what its handle refers to.
/// </summary>
internal sealed class StartFrame<TState>(Func<TState, Fiber> body, TState state) : FiberFrame
{
    private object? _call;
    private bool _started;

    protected internal override void Resume()
    {
        if (!_started)
        {
            _started = true;
            try
            {
                _call = body(state).State;
            }
            catch (Exception exception)
            {
                // A body that is not async throws before it has returned a call.
                Fail(exception);
                return;
            }

            if (_call is FiberFrame { IsFinished: false } frame)
            {
                frame.Slot = this;
                return;
            }
        }

        FiberFailure? failure = _call as FiberFailure ?? (_call as FiberFrame)?.Slot as FiberFailure;
        if (failure is not null)
        {
            Fail(failure.Observe());
        }
        else
        {
            (_call as FiberFrame)?.Recycle();
            Complete();
        }
    }
}
