namespace Ringspun;

/// <summary>A fiber that waits for a connection.</summary>
internal sealed class AcceptSource(EventLoop loop) : IoSource<IConnection>(loop)
{
    internal IoOperation<IConnection> Started => Operation;

    protected override string OperationName => "accept";

    internal void Start(CancellationToken cancel) => Begin(cancel);

    // A connection that comes later waits for the next accept: it is not lost.
    protected override void OnCancel() => FinishCanceled();
}
