using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A datagram address of the simulated network that is taken.</summary>
internal sealed class SimulatedDatagramBinding(SimulatedNetwork network, SimulatedHost? host, IPEndPoint endPoint, DatagramOptions options)
    : IDatagramBinding
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedDatagramSocket> _sockets = [];
    private bool _disposed;

    public EndPoint LocalEndPoint => endPoint;

    internal SimulatedNetwork Network => network;

    internal SimulatedHost? Host => host;

    internal IPEndPoint EndPoint => endPoint;

    internal DatagramOptions Options => options;

    public IDatagramSocket Open(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        SimulatedDriver driver = network.DriverOf(loop);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!network.Simulation.TryOpenDescriptor())
            {
                throw new LinuxException("socket", Errno.EMFILE);
            }

            var socket = new SimulatedDatagramSocket(this, driver);
            _sockets.Add(socket);
            return socket;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            ReleaseWhenUnused();
        }
    }

    internal void Remove(SimulatedDatagramSocket socket)
    {
        lock (_gate)
        {
            _sockets.Remove(socket);
            network.Simulation.CloseDescriptor();
            ReleaseWhenUnused();
        }
    }

    /// <summary>The socket that gets a peer's datagrams: one connected to it, else always the same of those that share the address.</summary>
    internal SimulatedDatagramSocket? Pick(IPEndPoint source)
    {
        lock (_gate)
        {
            if (_sockets.Find(socket => source.Equals(socket.RemoteEndPoint)) is { } connected)
            {
                return connected;
            }

            List<SimulatedDatagramSocket> open = _sockets.FindAll(static socket => socket.RemoteEndPoint is null);
            return open.Count == 0 ? null : open[source.Port % open.Count];
        }
    }

    private void ReleaseWhenUnused()
    {
        if (_disposed && _sockets.Count == 0)
        {
            network.Release(this);
        }
    }
}
