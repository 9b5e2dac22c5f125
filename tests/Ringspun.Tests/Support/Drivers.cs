using Ringspun.Tcp.Addresses;
using Ringspun.UserLevel;

namespace Ringspun.Tests.Support;

/// <summary>The drivers that every generic test runs on, each with the networks that it can have.</summary>
public static class Drivers
{
    private const string UserLevel = ", user-level";

    private static readonly Dictionary<string, (Func<IDriver> Driver, Func<IDriver, INetwork> Network)> Cases = new()
    {
        ["epoll"] = (() => EpollAioDriver.Create(), _ => new KernelNetwork()),
        ["simulated"] = (() => new SimulatedDriver(Seeds.Next()), driver => new SimulatedNetwork((SimulatedDriver)driver)),
        ["io_uring"] = (() => IoUringDriver.Create(), _ => new KernelNetwork()),
        ["epoll" + UserLevel] = (() => EpollAioDriver.Create(), _ => Inside()),
        ["simulated" + UserLevel] = (() => new SimulatedDriver(Seeds.Next()), _ => Inside()),
        ["io_uring" + UserLevel] = (() => IoUringDriver.Create(), _ => Inside()),
    };

    /// <summary>The drivers' names, for theories: each with the network that comes with it.</summary>
    public static TheoryData<string> All => [.. Cases.Keys.Where(static name => !name.EndsWith(UserLevel, StringComparison.Ordinal))];

    /// <summary>The names for theories about networks: each driver with its own network, and with a user-level one.</summary>
    public static TheoryData<string> Networks => [.. Cases.Keys];

    internal static (Func<IDriver> Driver, Func<IDriver, INetwork> Network) Find(string name) => Cases[name];

    /// <summary>A user-level network without a link: its loopback addresses are enough for two ends.</summary>
    private static UserNetwork Inside() => new(new UserNetworkOptions { Addresses = [IpPrefix.Parse("127.0.0.1/8"), IpPrefix.Parse("::1/128")] });
}
