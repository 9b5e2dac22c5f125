namespace Ringspun;

/// <summary>A wait that carries a value: what a reader is given, or what a writer brings.</summary>
internal class FiberWaiter<T> : FiberWaiter
{
    internal T? Value;

    internal static new FiberWaiter<T> Rent(IWaitOwner? owner)
    {
        FiberWaiter<T> waiter = WaiterCache<FiberWaiter<T>>.TryTake() ?? new FiberWaiter<T>();
        waiter.Owner = owner;
        return waiter;
    }

    internal static new FiberWaiter<T> RentEnded(IWaitOwner? owner, WaitOutcome outcome, CancellationToken cancel)
    {
        FiberWaiter<T> waiter = Rent(owner);
        waiter.EndAtOnce(outcome, cancel);
        return waiter;
    }

    internal T EndWithValue(short token)
    {
        T? value = Value;
        End(token);
        return value!;
    }

    private protected override void Recycle()
    {
        Owner = null;
        Value = default;
        WaiterCache<FiberWaiter<T>>.Put(this);
    }
}
