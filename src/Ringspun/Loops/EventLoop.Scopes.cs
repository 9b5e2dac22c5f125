namespace Ringspun;

/// <content>Fibers of scopes.</content>
public sealed partial class EventLoop
{
    /// <summary>Starts a fiber whose end is told to its scope's <paramref name="frame"/>, which all fibers of the scope share.</summary>
    internal FiberHandle SpawnInScope<TState>(
        FiberScope scope, ScopeFrame frame, Func<FiberScope, TState, Fiber> body, TState state, in FiberOptions options)
    {
        if (!options.IsPlain || Options.TrackFibers || !CanStartHere())
        {
            FiberOptions own = options.IsPlain || options.CancellationToken.CanBeCanceled
                ? options
                : options with { CancellationToken = scope.CancellationToken };
            var start = new StartFrame<(FiberScope Scope, Func<FiberScope, TState, Fiber> Body, TState State)>(
                static fiber => fiber.Body(fiber.Scope, fiber.State), (scope, body, state), MakeInfo(body, own))
            {
                Slot = frame,
            };
            Launch(start);
            return new FiberHandle(start, this);
        }

        object? call = Start(
            static fiber => fiber.Body(fiber.Scope, fiber.State), (Scope: scope, Body: body, State: state));
        if (call is FiberFrame { IsFinished: false } running)
        {
            running.Slot = frame;
        }
        else
        {
            // Recycling at once would take the end from the handle that is returned here.
            frame.OnEnded(null, call is FiberFrame ended ? ended.Slot : call);
        }

        return new FiberHandle(call, this);
    }
}
