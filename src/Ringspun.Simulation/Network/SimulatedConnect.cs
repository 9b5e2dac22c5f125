using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>The opening of one connection, from the first knock on.</summary>
internal sealed class SimulatedConnect(SimulatedNetwork network, SimulatedDriver driver, SimulatedHost? from, EndPoint remote, EndPoint? source)
    : SimulatedOperation<IConnection>(driver)
{
    /// <summary>How often a knock that nobody hears is repeated: the kernel's tcp_syn_retries.</summary>
    private const int MaximumRetries = 6;

    private EndPoint? _local;
    private SimulatedPath? _path;
    private SimulatedNetworkFault _fault;
    private int _retries;
    private bool _holdsDescriptor;
    private bool _holdsSource;

    protected override string OperationName => "connect";

    internal IoOperation<IConnection> Start(CancellationToken cancel)
    {
        Begin(cancel);
        _holdsDescriptor = network.Simulation.TryOpenDescriptor();
        Errno refusal = Errno.EMFILE;
        ConnectStep step = ConnectStep.Socket;
        if (_holdsDescriptor)
        {
            refusal = network.TakeSource(from, source, remote, out _local, out step);
            _holdsSource = refusal == Errno.None;
        }

        _path = network.PathBetween(_local, remote);
        _fault = network.FaultOf(SimulatedNetworkCallKind.Connect, _local, remote, 0);
        if (refusal != Errno.None)
        {
            Fail(step, refusal);
        }
        else
        {
            Driver.Schedule(Driver.After(_fault.Delay) + _path.Link.Latency.Next(Driver.Random), Knock);
        }

        return Operation;
    }

    protected override void OnCancelInTime()
    {
        GiveUp();
        Decide(Errno.ECANCELED);
    }

    private void Knock()
    {
        if (!IsOpen)
        {
            return;
        }

        if (_fault.Error != Errno.None)
        {
            _path!.Send(() => Fail(_fault.Error));
            return;
        }

        SimulatedListener? listener = network.FindListener(from, remote);
        if (!_path!.Link.IsUp || listener is { IsFull: true })
        {
            Retry();
        }
        else if (listener is null)
        {
            _path.Send(() => Fail(Errno.ECONNREFUSED));
        }
        else
        {
            (SimulatedConnection client, SimulatedConnection server) =
                SimulatedConnection.MakePair(network, _path, (Driver, _local), (listener.Driver, remote));
            client.OwnsSource = _holdsSource;
            _holdsSource = false;
            listener.Add(server);
            _path.Send(() => End(client));
        }
    }

    /// <summary>What is dropped on the way or by a full queue the client repeats, less and less often.</summary>
    private void Retry()
    {
        long wait = Driver.After(TimeSpan.FromSeconds(1 << _retries));
        if (_retries == MaximumRetries)
        {
            Driver.Schedule(wait, () => Fail(Errno.ETIMEDOUT));
        }
        else
        {
            Driver.Schedule(wait, Knock);
            _retries++;
        }
    }

    private void Fail(Errno error) => Fail(ConnectStep.Connect, error);

    private void Fail(ConnectStep step, Errno error)
    {
        if (IsOpen)
        {
            GiveUp();
            Decide(error, ConnectFailure.Of(step, remote, source, error, SimulatedNetwork.PortRange));
        }
    }

    private void End(SimulatedConnection client)
    {
        if (!IsOpen)
        {
            // Cancelled meanwhile: the other end has a connection that nobody wants.
            client.Abort();
            return;
        }

        // From here on the descriptor is the connection's.
        GiveDescriptorUp();
        _ = client.TryOpenDescriptor();
        Decide(client);
        if (_fault.Resets)
        {
            client.ResetBothEnds();
        }
    }

    private void GiveUp()
    {
        if (_holdsSource)
        {
            _holdsSource = false;
            network.ReleaseSource(_local, remote);
        }

        GiveDescriptorUp();
    }

    private void GiveDescriptorUp()
    {
        if (_holdsDescriptor)
        {
            _holdsDescriptor = false;
            network.Simulation.CloseDescriptor();
        }
    }
}
