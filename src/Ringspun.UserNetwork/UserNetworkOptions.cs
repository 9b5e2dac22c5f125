using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ringspun.Tcp;
using Ringspun.Tcp.Addresses;
using Ringspun.Tcp.Ip;

namespace Ringspun.UserLevel;

/// <summary>What a user-level network is to be.</summary>
public sealed record UserNetworkOptions
{
    /// <summary>The network's own addresses, each with the length of its network's prefix. At least one; 127.0.0.0/8 and ::1 come without being said.</summary>
    public required IReadOnlyList<IpPrefix> Addresses { get; init; }

    /// <summary>Routes beyond the networks of the addresses.</summary>
    public IReadOnlyList<Route> Routes { get; init; } = [];

    /// <summary>How connections behave. <see cref="ListenOptions.NoDelay"/> and <see cref="ConnectOptions.NoDelay"/> decide on <see cref="TcpSettings.NoDelay"/>.</summary>
    public TcpSettings Tcp { get; init; } = TcpSettings.Default;

    /// <summary>The loops that use the network, one stack each: at least 1.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>The most connections at a time for each loop, those in TIME-WAIT included.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>The most memory in bytes that holds data of each loop's connections; buffers are tuned within it. An eighth more is there for datagrams.</summary>
    public long Memory { get; init; } = 512 << 20;

    /// <summary>What nobody outside may know; null: the system's generator says it. One that is known makes the network predictable, for tests.</summary>
    public StackSecret? Secret { get; init; }

    /// <summary>Where the network tells its operator of its link's state.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;
}
