using System.Net;

namespace Ringspun.Simulation;

/// <summary>An address of the simulated network that is taken.</summary>
internal sealed class SimulatedBinding(SimulatedNetwork network, EndPoint endPoint, ListenOptions options) : IBinding
{
    private readonly Lock _gate = new();
    private readonly List<SimulatedListener> _listeners = [];
    private bool _disposed;

    public EndPoint LocalEndPoint => endPoint;

    internal ListenOptions Options => options;

    public IListener Listen(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (!ReferenceEquals(loop.Driver, network.Driver) || !ReferenceEquals(EventLoop.Current, loop))
        {
            throw new InvalidOperationException("A simulated network serves the one loop of its driver, and is used on that loop's thread.");
        }

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var listener = new SimulatedListener(this, loop);
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
            return _listeners.Count == 0 ? null : _listeners[network.Driver.Random.Next(_listeners.Count)];
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
