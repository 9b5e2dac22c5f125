using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <content>Datagrams: each on its own way, so that they overtake each other where the link's latency varies.</content>
public sealed partial class SimulatedNetwork
{
    private readonly List<SimulatedDatagramBinding> _datagramBindings = [];
    private int _datagramPorts;

    /// <inheritdoc/>
    public IDatagramBinding BindDatagram(IPEndPoint endPoint, DatagramOptions? options = null) => BindDatagram(null, endPoint, options);

    internal SimulatedDatagramBinding BindDatagram(SimulatedHost? host, IPEndPoint endPoint, DatagramOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        lock (_gate)
        {
            IPEndPoint taken = endPoint.Port == 0 ? PickDatagramPort(host, endPoint.Address) : endPoint;
            if (IsDatagramTaken(host, taken))
            {
                throw new LinuxException($"bind udp {taken}", Errno.EADDRINUSE);
            }

            var binding = new SimulatedDatagramBinding(this, host, taken, (options ?? new DatagramOptions()).Check());
            _datagramBindings.Add(binding);
            return binding;
        }
    }

    internal void Release(SimulatedDatagramBinding binding)
    {
        lock (_gate)
        {
            _datagramBindings.Remove(binding);
        }
    }

    /// <summary>Sends a datagram on its way.</summary>
    internal Errno SendDatagram(SimulatedDatagramSocket sender, IPEndPoint remote, ReadOnlySpan<byte> bytes)
    {
        IPEndPoint source = sender.SourceFor(remote);
        SimulatedNetworkFault fault = FaultOf(SimulatedNetworkCallKind.Datagram, source, remote, bytes.Length);
        if (fault.Error != Errno.None)
        {
            return fault.Error;
        }

        SimulatedPath path = PathBetween(source, remote);
        byte[] copy = bytes.ToArray();
        int copies = Simulation.Random.NextDouble() < path.Link.DatagramLoss ? 0
            : Simulation.Random.NextDouble() < path.Link.DatagramDuplication ? 2
            : 1;
        for (int i = 0; i < copies; i++)
        {
            long arrival = path.ArrivalTime() + (fault.Delay.Ticks * TimeSpan.NanosecondsPerTick);
            Simulation.Add(arrival, () => Arrive(path, sender, source, remote, copy));
        }

        return Errno.None;
    }

    /// <summary>The address that datagrams to <paramref name="remote"/> come from where a socket is bound to any.</summary>
    internal static IPAddress SourceAddress(SimulatedHost? host, IPAddress remote) => host?.CallFrom(remote) ?? remote;

    private void Arrive(SimulatedPath path, SimulatedDatagramSocket sender, IPEndPoint source, IPEndPoint remote, byte[] bytes)
    {
        if (!path.Link.IsUp)
        {
            return;
        }

        SimulatedHost? host = IPAddress.IsLoopback(remote.Address) ? sender.Host : OwnerOf(remote.Address);
        SimulatedDatagramSocket? receiver;
        lock (_gate)
        {
            receiver = (_datagramBindings.Find(binding => binding.Host == host && binding.LocalEndPoint.Equals(remote))
                ?? _datagramBindings.Find(binding => binding.Host == host && Overlaps(binding.LocalEndPoint, remote)))?.Pick(source);
        }

        if (receiver is null)
        {
            Simulation.Add(path.ArrivalTime(), () => sender.OnRefused(remote));
        }
        else
        {
            receiver.OnArrival(source, bytes);
        }
    }

    private IPEndPoint PickDatagramPort(SimulatedHost? host, IPAddress address)
    {
        for (int tries = 0; tries < PortCount; tries++)
        {
            var candidate = new IPEndPoint(address, FirstPort + (_datagramPorts++ % PortCount));
            if (!IsDatagramTaken(host, candidate))
            {
                return candidate;
            }
        }

        throw new LinuxException($"bind udp {address}", Errno.EADDRINUSE);
    }

    private bool IsDatagramTaken(SimulatedHost? host, IPEndPoint endPoint) =>
        _datagramBindings.Exists(binding => binding.Host == host && Overlaps(binding.LocalEndPoint, endPoint));
}
