namespace Ringspun;

/// <summary>Waiters that have been taken from their queue under the gate, to be completed outside it, in order.</summary>
internal struct WaiterChain
{
    private FiberWaiter? _first;
    private FiberWaiter? _last;

    internal void Add(FiberWaiter waiter)
    {
        if (_last is null)
        {
            _first = waiter;
        }
        else
        {
            _last.Following = waiter;
        }

        _last = waiter;
    }

    internal readonly void Complete(WaitOutcome outcome)
    {
        FiberWaiter? waiter = _first;
        while (waiter is not null)
        {
            // A completed waiter is its fiber's again: the link must be read, and cleared, before.
            FiberWaiter? following = waiter.Following;
            waiter.Following = null;
            waiter.Complete(outcome);
            waiter = following;
        }
    }
}
