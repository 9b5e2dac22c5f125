namespace Ringspun;

/// <summary>A file's blocking call on its way. Kept by its caller for the next call.</summary>
internal sealed class FileCall : BlockingWork
{
    private readonly FileCalls _calls;
    private readonly IBlockingCall _call;

    internal FileCall(FileCalls calls, IBlockingCall call)
    {
        _calls = calls;
        _call = call;
        Node = new LinkedListNode<FileCall>(this);
    }

    internal LinkedListNode<FileCall> Node { get; }

    internal override void Execute()
    {
        _call.RunBlocking();
        _calls.Deliver(this);
    }

    /// <summary>Not made; what the caller has noted beforehand as the result (ECANCELED) stands.</summary>
    internal override void Refuse() => _calls.Deliver(this);

    protected internal override void Resume() => _calls.OnReturned(this);

    internal void Return() => _call.OnReturned();
}
