using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>
/// One of several hosts of a <see cref="SimulatedNetwork"/>: the network as programs on it see it. It binds its own addresses and calls from
/// them; its loopback addresses and unix sockets are its own.
/// </summary>
public sealed class SimulatedHost : INetwork
{
    private readonly SimulatedNetwork _network;
    private readonly IPAddress[] _addresses;

    internal SimulatedHost(SimulatedNetwork network, IPAddress[] addresses)
    {
        _network = network;
        _addresses = addresses;
    }

    /// <summary>The host's addresses, without loopback.</summary>
    public IReadOnlyList<IPAddress> Addresses => _addresses;

    /// <inheritdoc/>
    public IBinding Bind(EndPoint endPoint, ListenOptions? options = null)
    {
        if (endPoint is IPEndPoint ip && !SimulatedNetwork.IsAny(ip.Address) && !IPAddress.IsLoopback(ip.Address) && !Has(ip.Address))
        {
            throw new LinuxException($"bind {endPoint}", Errno.EADDRNOTAVAIL);
        }

        return _network.Bind(this, endPoint, options);
    }

    /// <inheritdoc/>
    public IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions? options, CancellationToken cancel = default) =>
        _network.Connect(this, remote, options, cancel);

    /// <inheritdoc/>
    public IDatagramBinding BindDatagram(IPEndPoint endPoint, DatagramOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (!SimulatedNetwork.IsAny(endPoint.Address) && !IPAddress.IsLoopback(endPoint.Address) && !Has(endPoint.Address))
        {
            throw new LinuxException($"bind udp {endPoint}", Errno.EADDRNOTAVAIL);
        }

        return _network.BindDatagram(this, endPoint, options);
    }

    /// <inheritdoc/>
    public Fiber<IReadOnlyList<IPEndPoint>> ResolveAsync(string host, int port, CancellationToken cancel = default) =>
        _network.ResolveAsync(host, port, cancel);

    internal bool Has(IPAddress address) => Array.Exists(_addresses, address.Equals);

    /// <summary>The address that this host calls <paramref name="remote"/> from.</summary>
    internal IPAddress CallFrom(IPAddress remote) =>
        IPAddress.IsLoopback(remote) || Has(remote) ? remote
        : Array.Find(_addresses, address => address.AddressFamily == remote.AddressFamily) ?? _addresses[0];
}
