using System.Net;
using System.Net.Sockets;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>
/// A network in memory, between the fibers of a simulation: with latency, bandwidth, bounded buffers, refusals, resets and cut links, in
/// virtual time.
/// </summary>
/// <remarks>
/// Used directly it is one host that has every address that no <see cref="AddHost">other host</see> has; <see cref="IPAddress.Any"/> takes the
/// port on all of them. As in TCP, closing a connection over bytes that nobody has read resets it. A reset is reported by every later
/// operation, not only by the first as the kernel does.
/// </remarks>
public sealed partial class SimulatedNetwork : INetwork
{
    private readonly Dictionary<(IPAddress, IPAddress), SimulatedPath> _paths = [];
    private readonly SimulatedPath _commonPath;
    private readonly int[] _numbers = new int[Enum.GetValues<SimulatedNetworkCallKind>().Length];
    private ChunkPool? _chunks;

    /// <summary>Makes a network for a simulation with one loop.</summary>
    /// <param name="driver">The driver of the loop whose fibers it connects.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public SimulatedNetwork(SimulatedDriver driver, SimulatedNetworkOptions? options = null)
        : this((driver ?? throw new ArgumentNullException(nameof(driver))).Simulation, options)
    {
    }

    /// <summary>Makes a network for a simulation with several loops; its connections lead from any loop to any other.</summary>
    /// <param name="world">The simulation.</param>
    /// <param name="options">How it behaves; null for the defaults.</param>
    public SimulatedNetwork(SimulatedWorld world, SimulatedNetworkOptions? options = null)
        : this((world ?? throw new ArgumentNullException(nameof(world))).Simulation, options)
    {
    }

    private SimulatedNetwork(SimulatedSchedule simulation, SimulatedNetworkOptions? options)
    {
        Simulation = simulation;
        Options = (options ?? new SimulatedNetworkOptions()).Check();
        _commonPath = new SimulatedPath(simulation, Options.Link);
    }

    /// <summary>How many chunks that connections have leased out are not released yet: 0 when nothing is leaked.</summary>
    public long LeasedChunks => _chunks?.RentedCount ?? 0;

    internal SimulatedSchedule Simulation { get; }

    internal SimulatedNetworkOptions Options { get; }

    /// <summary>Made at first use, because it belongs to the thread that makes it: the loop's.</summary>
    internal ChunkPool Chunks => _chunks ??= Simulation.Own(new ChunkPool(Options.ChunkSize));

    /// <summary>Adds a host.</summary>
    /// <param name="addresses">Its addresses, at least one; none of them another host's, loopback or <see cref="IPAddress.Any"/>.</param>
    /// <returns>The network as that host sees it.</returns>
    public SimulatedHost AddHost(params IPAddress[] addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        if (addresses.Length == 0 || Array.Exists(addresses, address => IsAny(address) || IPAddress.IsLoopback(address) || OwnerOf(address) is not null))
        {
            throw new ArgumentException("A host needs addresses, and they are its own.", nameof(addresses));
        }

        var host = new SimulatedHost(this, [.. addresses]);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Sets the way between two addresses, from now on and for connections that exist too.</summary>
    /// <param name="one">An address.</param>
    /// <param name="other">Another address, or the same for the way within a host.</param>
    /// <param name="link">How the way is; one that is not <see cref="SimulatedLink.IsUp"/> makes the two unreachable for each other.</param>
    public void SetLink(IPAddress one, IPAddress other, SimulatedLink link)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(link);
        PathBetween(one, other).Set(link.Check());
    }

    /// <inheritdoc/>
    public IBinding Bind(EndPoint endPoint, ListenOptions? options = null) => Bind(null, endPoint, options);

    /// <inheritdoc/>
    public IoOperation<IConnection> ConnectAsync(EndPoint remote, ConnectOptions? options, CancellationToken cancel = default) =>
        Connect(null, remote, options, cancel);

    internal IoOperation<IConnection> Connect(SimulatedHost? from, EndPoint remote, ConnectOptions? options, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(remote);
        return new SimulatedConnect(this, DriverOf(EventLoop.Current), from, remote, options?.LocalEndPoint).Start(cancel);
    }

    /// <summary>The simulated driver of a loop that this network serves.</summary>
    internal SimulatedDriver DriverOf(EventLoop? loop) =>
        loop?.Driver is SimulatedDriver driver && ReferenceEquals(driver.Simulation, Simulation)
            ? driver
            : throw new InvalidOperationException("A simulated network is used by the loops of its own simulation only.");

    internal SimulatedPath PathBetween(EndPoint? one, EndPoint? other) =>
        one is IPEndPoint first && other is IPEndPoint second ? PathBetween(first.Address, second.Address) : _commonPath;

    internal int PieceSize() => Simulation.Random.Next(1, Options.LargestPiece + 1);

    internal SimulatedNetworkFault FaultOf(SimulatedNetworkCallKind kind, EndPoint? local, EndPoint? remote, int length)
    {
        int number = ++_numbers[(int)kind];
        return Options.Faults is { } faults
            ? faults(new SimulatedNetworkCall(kind, local, remote, length) { Number = number, Chance = Simulation.Random.NextDouble() })
            : default;
    }

    private SimulatedPath PathBetween(IPAddress one, IPAddress other)
    {
        if (_paths.TryGetValue((one, other), out SimulatedPath? path))
        {
            return path;
        }

        path = new SimulatedPath(Simulation, Options.Link);
        _paths.Add((one, other), path);
        _ = _paths.TryAdd((other, one), path);
        return path;
    }
}
