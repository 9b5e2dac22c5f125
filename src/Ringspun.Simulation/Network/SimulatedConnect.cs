using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>The opening of one connection, from the first knock on.</summary>
internal sealed class SimulatedConnect(SimulatedNetwork network, EndPoint remote) : IoSource<IConnection>(network.Driver.Loop)
{
    /// <summary>How often a knock on a full queue is repeated: the kernel's tcp_syn_retries.</summary>
    private const int MaximumRetries = 6;

    private int _retries;

    protected override string OperationName => "connect";

    internal IoOperation<IConnection> Start(CancellationToken cancel)
    {
        Begin(cancel);
        network.Driver.Schedule(network.ArrivalTime(), Knock);
        return Operation;
    }

    protected override void OnCancel() => FinishCanceled();

    private void Knock()
    {
        if (!IsPending)
        {
            return;
        }

        SimulatedListener? listener = network.FindListener(remote);
        if (listener is null)
        {
            network.Driver.Schedule(network.ArrivalTime(), () => EndWith(Errno.ECONNREFUSED));
        }
        else if (listener.IsFull)
        {
            Retry();
        }
        else
        {
            (SimulatedConnection client, SimulatedConnection server) = SimulatedConnection.MakePair(network, network.NextClient(remote), remote);
            listener.Add(server);
            network.Driver.Schedule(network.ArrivalTime(), () => EndWith(client));
        }
    }

    /// <summary>A full queue drops the knock, and the client repeats it, less and less often.</summary>
    private void Retry()
    {
        if (_retries == MaximumRetries)
        {
            EndWith(Errno.ETIMEDOUT);
            return;
        }

        network.Driver.Schedule(network.Driver.After(TimeSpan.FromSeconds(1 << _retries)), Knock);
        _retries++;
    }

    private void EndWith(Errno error)
    {
        if (IsPending)
        {
            FinishError(error);
        }
    }

    private void EndWith(SimulatedConnection client)
    {
        if (IsPending)
        {
            Finish(client);
        }
        else
        {
            client.Abort();
        }
    }
}
