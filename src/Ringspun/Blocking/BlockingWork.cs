namespace Ringspun;

/// <summary>
/// A blocking call on its way: in a pool's queue on the way out, a frame of the loop's on the way back. Its caller may keep it for the next
/// call, so that none allocates.
/// </summary>
internal abstract class BlockingWork : FiberFrame
{
    // The pool's, under its lock.
    internal BlockingWork? Preceding;
    internal BlockingWork? Following;
    internal BlockingQueue? Queue;

    /// <summary>Makes the call. On a thread of the pool; touches nothing that belongs to the loop, and does not throw.</summary>
    internal abstract void Execute();

    /// <summary>The pool is disposed of and will not make the call. On any thread.</summary>
    internal abstract void Refuse();
}
