using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>
/// A network in memory, between the fibers of one simulated loop: with latency, bounded buffers, refusals and resets, in virtual time.
/// </summary>
/// <remarks>
/// Every address exists; <see cref="IPAddress.Any"/> takes the port on all of them. As in TCP, closing a connection over bytes that nobody has
/// read resets it. A reset is reported by every later operation, not only by the first as the kernel does.
/// </remarks>
public sealed class SimulatedNetwork : INetwork
{
    private const int FirstPort = 32768;
    private const int PortCount = 32768;

    private readonly Lock _gate = new();
    private readonly List<SimulatedBinding> _bindings = [];
    private ChunkPool? _chunks;
    private int _ports;
    private int _clients;

    /// <summary>Makes a network.</summary>
    /// <param name="driver">The driver of the loop whose fibers it connects.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public SimulatedNetwork(SimulatedDriver driver, SimulatedNetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(driver);
        Driver = driver;
        Options = (options ?? new SimulatedNetworkOptions()).Check();
    }

    internal SimulatedDriver Driver { get; }

    internal SimulatedNetworkOptions Options { get; }

    /// <summary>Made at first use, because it belongs to the thread that makes it: the loop's.</summary>
    internal ChunkPool Chunks => _chunks ??= Driver.Own(new ChunkPool(Options.ChunkSize));

    /// <inheritdoc/>
    public IBinding Bind(EndPoint endPoint, ListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        if (endPoint is not (IPEndPoint or UnixDomainSocketEndPoint))
        {
            throw new ArgumentException("An IP address with a port, or the path of a unix socket.", nameof(endPoint));
        }

        lock (_gate)
        {
            EndPoint taken = endPoint is IPEndPoint { Port: 0 } wanted ? PickPort(wanted) : endPoint;
            if (IsTaken(taken))
            {
                throw new LinuxException($"bind {taken}", Errno.EADDRINUSE);
            }

            var binding = new SimulatedBinding(this, taken, options ?? new ListenOptions());
            _bindings.Add(binding);
            return binding;
        }
    }

    /// <inheritdoc/>
    public IoOperation<IConnection> ConnectAsync(EndPoint remote, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(remote);
        return new SimulatedConnect(this, remote).Start(cancel);
    }

    internal void Release(SimulatedBinding binding)
    {
        lock (_gate)
        {
            _bindings.Remove(binding);
        }
    }

    internal SimulatedListener? FindListener(EndPoint remote)
    {
        lock (_gate)
        {
            return _bindings.Find(binding => binding.LocalEndPoint.Equals(remote))?.Pick()
                ?? _bindings.Find(binding => Overlaps(binding.LocalEndPoint, remote))?.Pick();
        }
    }

    /// <summary>The address that a client of <paramref name="remote"/> calls from; null: it has none (a unix socket).</summary>
    internal EndPoint? NextClient(EndPoint remote) =>
        remote is IPEndPoint ip ? new IPEndPoint(ip.Address, FirstPort + (_clients++ % PortCount)) : null;

    internal long ArrivalTime() => Driver.After(Options.Latency + (Options.Jitter * Driver.Random.NextDouble()));

    internal int PieceSize() => Driver.Random.Next(1, Options.LargestPiece + 1);

    private IPEndPoint PickPort(IPEndPoint wanted)
    {
        for (int tries = 0; tries < PortCount; tries++)
        {
            var candidate = new IPEndPoint(wanted.Address, FirstPort + (_ports++ % PortCount));
            if (!IsTaken(candidate))
            {
                return candidate;
            }
        }

        throw new LinuxException($"bind {wanted}", Errno.EADDRINUSE);
    }

    private bool IsTaken(EndPoint endPoint) => _bindings.Exists(binding => Overlaps(binding.LocalEndPoint, endPoint));

    private static bool Overlaps(EndPoint one, EndPoint other)
    {
        if (one is not IPEndPoint first || other is not IPEndPoint second)
        {
            return one.Equals(other);
        }

        return first.Port == second.Port && (first.Address.Equals(second.Address) || IsAny(first.Address) || IsAny(second.Address));
    }

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
