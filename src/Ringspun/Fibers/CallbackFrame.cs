namespace Ringspun;

/// <summary>A delegate in a run queue: the way in for code that is not fiber code.</summary>
internal sealed class CallbackFrame : FiberFrame
{
    private readonly Delegate _callback;
    private readonly object? _state;

    internal CallbackFrame(Action callback) => _callback = callback;

    internal CallbackFrame(SendOrPostCallback callback, object? state)
    {
        _callback = callback;
        _state = state;
    }

    internal override string Description => MethodNames.OfBody(_callback);

    protected internal override void Resume()
    {
        if (_callback is Action action)
        {
            action();
        }
        else
        {
            ((SendOrPostCallback)_callback)(_state);
        }
    }
}
