namespace Ringspun.Simulation;

/// <summary>A listener's wait for the next connection.</summary>
internal sealed class SimulatedAccept(SimulatedListener listener, EventLoop loop) : IoSource<IConnection>(loop)
{
    protected override string OperationName => "accept";

    internal IoOperation<IConnection> Start(CancellationToken cancel)
    {
        Begin(cancel);
        TryEnd();
        return Operation;
    }

    /// <summary>Ends the operation if one is under way and a connection waits.</summary>
    internal void TryEnd()
    {
        if (IsPending && listener.TryTake(out SimulatedConnection? connection))
        {
            Finish(connection);
        }
    }

    internal void Close()
    {
        if (IsPending)
        {
            FinishException(new ObjectDisposedException(nameof(IListener), "The listener was closed while an accept was under way."));
        }
    }

    protected override void OnCancel() => FinishCanceled();
}
