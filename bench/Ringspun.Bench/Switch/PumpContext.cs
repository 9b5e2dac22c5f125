namespace Ringspun.Bench.Switch;

/// <summary>The least that runs tasks on one thread: a synchronization context with a queue.</summary>
internal sealed class PumpContext : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback Callback, object? State)> _queue = new();

    public override void Post(SendOrPostCallback d, object? state) => _queue.Enqueue((d, state));

    /// <summary>Runs <paramref name="body"/> inside the context.</summary>
    public TResult Run<TResult>(Func<TResult> body)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        try
        {
            return body();
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs each that is ready once.</summary>
    public void RunReady()
    {
        for (int count = _queue.Count; count > 0; count--)
        {
            (SendOrPostCallback callback, object? state) = _queue.Dequeue();
            callback(state);
        }
    }
}
