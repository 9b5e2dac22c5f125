namespace Ringspun;

/// <summary>
/// A blocking call on its way: a work item of .NET's thread pool on the way out, a frame of the loop's on the way back. Kept by its caller
/// for the next call, so that none allocates.
/// </summary>
internal sealed class BlockingWork : FiberFrame, IThreadPoolWorkItem
{
    private readonly BlockingPool _pool;
    private readonly IBlockingCall _call;

    internal BlockingWork(BlockingPool pool, IBlockingCall call)
    {
        _pool = pool;
        _call = call;
        Node = new LinkedListNode<BlockingWork>(this);
    }

    internal LinkedListNode<BlockingWork> Node { get; }

    public void Execute()
    {
        _call.RunBlocking();
        _pool.Deliver(this);
    }

    protected internal override void Resume() => _pool.OnReturned(this);

    internal void Return() => _call.OnReturned();
}
