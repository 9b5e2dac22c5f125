namespace Ringspun;

/// <summary>One thread of a <see cref="BlockingPool"/>. Idle ones are woken one by one, the one that became idle last first, so that the rest can end.</summary>
internal sealed class BlockingThread(BlockingPool pool)
{
    private readonly object _gate = new();
    private bool _woken;

    /// <summary>Whether the pool counts on the thread to take the next call. Under the pool's lock.</summary>
    internal bool IsIdle { get; set; }

    internal void Start()
    {
        var thread = new Thread(Run) { Name = pool.Options.ThreadName, IsBackground = true };

        // Unsafe: the AsyncLocals of whoever needed the thread first are not its own.
        thread.UnsafeStart();
    }

    internal void Wake()
    {
        lock (_gate)
        {
            _woken = true;
            Monitor.Pulse(_gate);
        }
    }

    private void Run()
    {
        do
        {
            while (pool.Take(this) is { } work)
            {
                work.Execute();
            }
        }
        while (Rest());
    }

    /// <summary>Waits for more to do. False: there was nothing for so long that the thread ends.</summary>
    private bool Rest()
    {
        lock (_gate)
        {
            if (!_woken && !pool.IsDisposed)
            {
                Monitor.Wait(_gate, pool.Options.IdleTimeout);
            }

            if (_woken)
            {
                _woken = false;
                return true;
            }
        }

        return !pool.TryRetire(this);
    }
}
