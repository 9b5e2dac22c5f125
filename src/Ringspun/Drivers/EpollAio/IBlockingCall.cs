namespace Ringspun;

/// <summary>A call that may block, made on another thread.</summary>
internal interface IBlockingCall
{
    /// <summary>Makes the call. On a thread of the pool; touches nothing that belongs to the loop, and does not throw.</summary>
    void RunBlocking();

    /// <summary>The call has returned. On the loop.</summary>
    void OnReturned();
}
