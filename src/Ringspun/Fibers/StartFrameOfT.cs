namespace Ringspun;

/// <summary>The root of a fiber whose body returns a value.</summary>
internal sealed class StartFrame<TState, TResult>(Func<TState, Fiber<TResult>> body, TState state, FiberInfo? info) : ThreadFrame<TResult>(info)
{
    private Fiber<TResult> _call;

    private protected override FiberFrame? TryStart()
    {
        try
        {
            _call = body(state);
        }
        catch (Exception exception)
        {
            // A body that is not async throws before it has returned a call.
            _call = new Fiber<TResult>(new FiberFailure(exception), default);
        }

        return _call.State is FiberFrame { IsFinished: false } frame ? frame : null;
    }

    private protected override void End()
    {
        if (FiberFailure.Of(_call.State) is { } failure)
        {
            Fail(failure);
        }
        else
        {
            Complete(_call.GetAwaiter().GetResult());
        }
    }
}
