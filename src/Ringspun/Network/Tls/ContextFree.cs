namespace Ringspun;

/// <summary>
/// While it lives, its thread has no synchronization context. Where there is one, a task that completes sends continuations of
/// <c>ConfigureAwait(false)</c> to the thread pool, in case the context minds; without one they run at once, and stay on the loop.
/// </summary>
internal readonly ref struct ContextFree
{
    private readonly SynchronizationContext? _outer;

    public ContextFree()
    {
        _outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
    }

    public void Dispose() => SynchronizationContext.SetSynchronizationContext(_outer);
}
