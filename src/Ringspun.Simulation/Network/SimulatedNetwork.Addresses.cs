using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <content>Who has which address.</content>
public sealed partial class SimulatedNetwork
{
    private const int FirstPort = 32768;
    private const int PortCount = 32768;

    private readonly Lock _gate = new();
    private readonly List<SimulatedHost> _hosts = [];
    private readonly List<SimulatedBinding> _bindings = [];
    private int _ports;

    internal static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    internal SimulatedBinding Bind(SimulatedHost? host, EndPoint endPoint, ListenOptions? options)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (endPoint is not (IPEndPoint or UnixDomainSocketEndPoint))
        {
            throw new ArgumentException("An IP address with a port, or the path of a unix socket.", nameof(endPoint));
        }

        lock (_gate)
        {
            EndPoint taken = endPoint is IPEndPoint { Port: 0 } wanted ? PickPort(host, wanted) : endPoint;
            if (IsTaken(host, taken))
            {
                throw new LinuxException($"bind {taken}", Errno.EADDRINUSE);
            }

            var binding = new SimulatedBinding(this, host, taken, options ?? new ListenOptions());
            _bindings.Add(binding);
            return binding;
        }
    }

    internal void Release(SimulatedBinding binding)
    {
        lock (_gate)
        {
            _bindings.Remove(binding);
        }
    }

    /// <summary>Who listens where a client on <paramref name="from"/> calls.</summary>
    internal SimulatedListener? FindListener(SimulatedHost? from, EndPoint remote)
    {
        // Loopback and unix sockets do not lead out of a host.
        SimulatedHost? host = remote is IPEndPoint ip && !IPAddress.IsLoopback(ip.Address) ? OwnerOf(ip.Address) : from;
        lock (_gate)
        {
            return _bindings.Find(binding => binding.Host == host && binding.LocalEndPoint.Equals(remote))?.Pick()
                ?? _bindings.Find(binding => binding.Host == host && Overlaps(binding.LocalEndPoint, remote))?.Pick();
        }
    }

    private SimulatedHost? OwnerOf(IPAddress address) => _hosts.Find(host => host.Has(address));

    private IPEndPoint PickPort(SimulatedHost? host, IPEndPoint wanted)
    {
        for (int tries = 0; tries < PortCount; tries++)
        {
            var candidate = new IPEndPoint(wanted.Address, FirstPort + (_ports++ % PortCount));
            if (!IsTaken(host, candidate))
            {
                return candidate;
            }
        }

        throw new LinuxException($"bind {wanted}", Errno.EADDRINUSE);
    }

    private bool IsTaken(SimulatedHost? host, EndPoint endPoint) =>
        _bindings.Exists(binding => binding.Host == host && Overlaps(binding.LocalEndPoint, endPoint));

    private static bool Overlaps(EndPoint one, EndPoint other)
    {
        if (one is not IPEndPoint first || other is not IPEndPoint second)
        {
            return one.Equals(other);
        }

        return first.Port == second.Port && (first.Address.Equals(second.Address) || IsAny(first.Address) || IsAny(second.Address));
    }
}
