namespace Ringspun.Tests.Stress.Operations;

/// <summary>A queue with one consumer, made of nothing but the state behind I/O operations.</summary>
internal sealed class HandOverQueue(EventLoop loop) : IoSource<int>(loop)
{
    private readonly Queue<int> _items = new();

    protected override string OperationName => "take";

    public void Put(int item)
    {
        _items.Enqueue(item);
        Deliver();
    }

    public IoOperation<int> TakeAsync(CancellationToken cancel)
    {
        Begin(cancel);
        Deliver();
        return Operation;
    }

    // An item that comes later waits for the next consumer: it is not lost.
    protected override void OnCancel() => FinishCanceled();

    private void Deliver()
    {
        if (IsPending && _items.TryDequeue(out int item))
        {
            Finish(item);
        }
    }
}
