namespace Ringspun;

/// <summary>The root of a fiber whose body returns nothing.</summary>
internal sealed class StartFrame<TState>(Func<TState, Fiber> body, TState state, FiberInfo? info) : ThreadFrame<NoResult>(info)
{
    private Fiber _call;

    private protected override FiberFrame? TryStart()
    {
        try
        {
            _call = body(state);
        }
        catch (Exception exception)
        {
            // A body that is not async throws before it has returned a call.
            _call = new Fiber(new FiberFailure(exception));
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
            _call.GetAwaiter().GetResult();
            Complete();
        }
    }
}
