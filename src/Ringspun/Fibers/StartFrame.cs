namespace Ringspun;

/// <summary>The root of a fiber whose body returns nothing.</summary>
internal sealed class StartFrame<TState>(Func<TState, Fiber> body, TState state, FiberInfo? info) : ThreadFrame(info)
{
    private object? _call;

    private protected override FiberFrame? TryStart()
    {
        try
        {
            _call = body(state).State;
        }
        catch (Exception exception)
        {
            // A body that is not async throws before it has returned a call.
            _call = new FiberFailure(exception);
        }

        return _call is FiberFrame { IsFinished: false } frame ? frame : null;
    }

    private protected override void End()
    {
        var frame = _call as FiberFrame;
        if ((frame is null ? _call : frame.Slot) is FiberFailure failure)
        {
            Fail(failure);
        }
        else
        {
            frame?.Recycle();
            Complete();
        }
    }
}
