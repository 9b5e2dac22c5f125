namespace Ringspun;

/// <summary>
/// Blocking calls of one loop on .NET's thread pool: a bounded number at a time, so that a slow disk does not take all of its threads.
/// </summary>
internal sealed class BlockingPool(EventLoop loop, int maximum) : IDisposable
{
    private readonly LinkedList<BlockingWork> _waiting = new();
    private readonly LinkedList<BlockingWork> _started = new();
    private readonly object _gate = new();
    private int _executing;
    private bool _disposed;

    /// <summary>Makes a call as soon as there is room for it.</summary>
    internal void Start(BlockingWork work)
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
    internal bool TryWithdraw(BlockingWork work)
    {
        if (!ReferenceEquals(work.Node.List, _waiting))
        {
            return false;
        }

        _waiting.Remove(work.Node);
        return true;
    }

    /// <summary>On a thread of the pool: the call has returned.</summary>
    internal void Deliver(BlockingWork work)
    {
        loop.MakeReady(work);
        lock (_gate)
        {
            if (--_executing == 0)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>On the loop: the call has returned.</summary>
    internal void OnReturned(BlockingWork work)
    {
        if (_disposed)
        {
            return;
        }

        _started.Remove(work.Node);
        if (_waiting.First is { } next)
        {
            _waiting.RemoveFirst();
            Launch(next.Value);
        }

        work.Return();
    }

    /// <summary>Waits for the calls that are being made: they use memory of the fibers'. Those not begun are not made.</summary>
    public void Dispose()
    {
        _disposed = true;
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

    private static void ReturnAll(LinkedList<BlockingWork> list)
    {
        while (list.First is { } first)
        {
            list.RemoveFirst();
            first.Value.Return();
        }
    }

    private void Launch(BlockingWork work)
    {
        _started.AddLast(work.Node);
        lock (_gate)
        {
            _executing++;
        }

        ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }
}
