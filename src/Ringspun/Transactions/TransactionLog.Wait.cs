namespace Ringspun;

/// <content>
/// Waiting for a change. The fiber registers at each variable that it has read, under that variable's lock, if it still has the value that
/// was read; a commit looks at the registrations under the same lock. So either the fiber sees the change or the commit sees the fiber.
/// </content>
internal sealed partial class TransactionLog
{
    private const int Awake = 0;
    private const int Registering = 1;
    private const int Asleep = 2;
    private const int Woken = 3;

    private WaitNode[] _nodes = [];
    private int _nodeCount;
    private int _waitState;
    private FiberFrame? _sleeper;
    private EventLoop? _sleepersLoop;
    private CancellationTokenRegistration _registration;
    private TransactionLog? _nextWoken;

    internal bool IsWoken => Volatile.Read(ref _waitState) == Woken;

    /// <summary>Begins to wait for a change of what was read.</summary>
    internal RetryOperation AwaitChange(CancellationToken cancel)
    {
        StmCounters.CountWait();
        Volatile.Write(ref _waitState, Registering);
        if (cancel.CanBeCanceled)
        {
            _registration = cancel.UnsafeRegister(static state => ((TransactionLog)state!).Wake(), this);
        }

        if (_nodes.Length < _readCount)
        {
            GrowNodes();
        }

        for (int i = 0; i < _readCount; i++)
        {
            WaitNode node = _nodes[i];
            TVar variable = _reads[i].Variable!;
            if (!variable.TryAddWaiter(node, _reads[i].Stamp))
            {
                Volatile.Write(ref _waitState, Woken);
                return new RetryOperation(this);
            }

            node.Variable = variable;
            _nodeCount = i + 1;
        }

        return new RetryOperation(this);
    }

    /// <summary>The fiber is suspended; if it was woken meanwhile, it goes on at once.</summary>
    internal void Sleep(FiberFrame frame)
    {
        _sleeper = frame;
        _sleepersLoop = EventLoop.Current;
        if (Interlocked.CompareExchange(ref _waitState, Asleep, Registering) != Registering)
        {
            Resume();
        }
    }

    /// <summary>The fiber goes on: nobody may find it at the variables any more.</summary>
    internal void EndWait()
    {
        for (int i = 0; i < _nodeCount; i++)
        {
            WaitNode node = _nodes[i];
            node.Variable!.RemoveWaiter(node);
            node.Variable = null;
        }

        _nodeCount = 0;
        _registration.Dispose();
        _registration = default;
        _failures = 0;
        Volatile.Write(ref _waitState, Awake);
        ClearReads();
    }

    /// <summary>Takes all fibers that wait for the locked variable, in the order in which they came, and links those that sleep.</summary>
    private static void ClaimWaiters(TVar variable, ref TransactionLog? first, ref TransactionLog? last)
    {
        while (variable.Waiters is { } node)
        {
            TransactionLog owner = node.Owner;
            node.Unlink(variable);
            if (!owner.TryClaim())
            {
                continue;
            }

            if (last is null)
            {
                first = owner;
            }
            else
            {
                last._nextWoken = owner;
            }

            last = owner;
        }
    }

    /// <summary>True for the one caller that is to resume the fiber.</summary>
    private bool TryClaim()
    {
        int state = Volatile.Read(ref _waitState);
        while (state is Registering or Asleep)
        {
            int seen = Interlocked.CompareExchange(ref _waitState, Woken, state);
            if (seen == state)
            {
                return state == Asleep;
            }

            state = seen;
        }

        return false;
    }

    private void Wake()
    {
        if (TryClaim())
        {
            Resume();
        }
    }

    private void Resume()
    {
        FiberFrame sleeper = _sleeper!;
        EventLoop? loop = _sleepersLoop;
        _sleeper = null;
        _sleepersLoop = null;
        if (loop is not null)
        {
            loop.MakeReady(sleeper);
        }
        else
        {
            // Not here: it would run in the middle of the transaction, or the cancellation, that has woken it.
            ThreadPool.UnsafeQueueUserWorkItem(static frame => FrameContexts.Run(frame), sleeper, preferLocal: false);
        }
    }

    private void GrowNodes()
    {
        int old = _nodes.Length;
        Array.Resize(ref _nodes, _reads.Length);
        for (int i = old; i < _nodes.Length; i++)
        {
            _nodes[i] = new WaitNode(this);
        }
    }
}
