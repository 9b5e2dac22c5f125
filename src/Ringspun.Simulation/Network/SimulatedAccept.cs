using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A listener's wait for the next connection.</summary>
internal sealed class SimulatedAccept(SimulatedListener listener, SimulatedDriver driver) : SimulatedOperation<IConnection>(driver)
{
    protected override string OperationName => "accept";

    internal IoOperation<IConnection> Start(CancellationToken cancel)
    {
        Begin(cancel);
        listener.Deliver();
        return Operation;
    }

    internal void End(SimulatedConnection connection) => Decide(connection);

    internal void End(Errno error) => Decide(error);

    internal void Close()
    {
        if (IsOpen)
        {
            DecideClosed(nameof(IListener), "The listener was closed while an accept was under way.");
        }
    }

    protected override void OnCancelInTime() => Decide(Errno.ECANCELED);
}
