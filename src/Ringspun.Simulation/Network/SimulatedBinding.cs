using System.Net;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>An address of the simulated network that is taken.</summary>
internal sealed class SimulatedBinding(SimulatedNetwork network, SimulatedHost? host, EndPoint endPoint, ListenOptions options) : IBinding
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedListener> _listeners = [];
    private bool _disposed;

    public EndPoint LocalEndPoint => endPoint;

    internal SimulatedHost? Host => host;

    internal SimulatedNetwork Network => network;

    internal ListenOptions Options => options;

    public IListener Listen(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        SimulatedDriver driver = network.DriverOf(loop);
        if (!ReferenceEquals(EventLoop.Current, loop))
        {
            throw new InvalidOperationException("A listener belongs to the loop whose thread makes it.");
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!network.Simulation.TryOpenDescriptor())
            {
                throw new LinuxException($"listen {endPoint}", Errno.EMFILE);
            }

            var listener = new SimulatedListener(this, driver);
            _listeners.Add(listener);
            return listener;
        }
    }

    /// <summary>Gives up the address, once the last listener has done so too.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            ReleaseWhenUnused();
        }
    }

    internal void Remove(SimulatedListener listener)
    {
        lock (_gate)
        {
            _listeners.Remove(listener);
            ReleaseWhenUnused();
        }
    }

    /// <summary>The listener that gets the next connection: any of those that share the address.</summary>
    internal SimulatedListener? Pick()
    {
        lock (_gate)
        {
            return _listeners.Count == 0 ? null : _listeners[network.Simulation.Random.Next(_listeners.Count)];
        }
    }

    private void ReleaseWhenUnused()
    {
        if (_disposed && _listeners.Count == 0)
        {
            network.Release(this);
        }
    }
}
