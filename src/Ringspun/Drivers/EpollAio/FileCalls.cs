namespace Ringspun;

/// <summary>
/// Blocking file calls of one loop: a bounded number at a time, so that a slow disk does not take all threads of the pool, which loops share.
/// </summary>
internal sealed class FileCalls(EventLoop loop, BlockingPool pool, int maximum) : IDisposable
{
    private readonly LinkedList<FileCall> _waiting = new();
    private readonly LinkedList<FileCall> _started = new();
    private readonly object _gate = new();
    private int _executing;
    private bool _disposed;

    /// <summary>Makes a call as soon as there is room for it.</summary>
    internal void Start(FileCall work)
    {
        if (_started.Count < maximum)
        {
            Launch(work);
        }
        else
        {
            _waiting.AddLast(work.Node);
        }
    }

    /// <summary>Takes a call back that no thread has been asked to make yet.</summary>
    internal bool TryWithdraw(FileCall work)
    {
        if (ReferenceEquals(work.Node.List, _waiting))
        {
            _waiting.Remove(work.Node);
            return true;
        }

        if (work.Node.List is null || !pool.TryWithdraw(work))
        {
            return false;
        }

        _started.Remove(work.Node);
        EndExecution();
        LaunchNext();
        return true;
    }

    /// <summary>On a thread of the pool: the call has returned.</summary>
    internal void Deliver(FileCall work)
    {
        loop.MakeReady(work);
        EndExecution();
    }

    /// <summary>On the loop: the call has returned.</summary>
    internal void OnReturned(FileCall work)
    {
        if (_disposed)
        {
            return;
        }

        _started.Remove(work.Node);
        LaunchNext();
        work.Return();
    }

    /// <summary>Waits for the calls that are being made: they use memory of the fibers'. Those not begun are not made.</summary>
    public void Dispose()
    {
        _disposed = true;
        foreach (FileCall work in _started)
        {
            if (pool.TryWithdraw(work))
            {
                EndExecution();
            }
        }

        lock (_gate)
        {
            while (_executing > 0)
            {
                Monitor.Wait(_gate);
            }
        }

        ReturnAll(_started);
        ReturnAll(_waiting);
    }

    private static void ReturnAll(LinkedList<FileCall> list)
    {
        while (list.First is { } first)
        {
            list.RemoveFirst();
            first.Value.Return();
        }
    }

    private void LaunchNext()
    {
        if (_waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            Launch(next.Value);
        }
    }

    private void Launch(FileCall work)
    {
        _started.AddLast(work.Node);
        lock (_gate)
        {
            _executing++;
        }

        pool.Submit(work);
    }

    private void EndExecution()
    {
        lock (_gate)
        {
            if (--_executing == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }
}
