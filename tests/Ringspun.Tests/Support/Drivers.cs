namespace Ringspun.Tests.Support;

/// <summary>The drivers that every generic test runs on, each with the network that belongs to it.</summary>
public static class Drivers
{
    private static readonly Dictionary<string, (Func<IDriver> Driver, Func<IDriver, INetwork> Network)> Cases = new()
    {
        ["epoll"] = (() => EpollAioDriver.Create(), _ => new KernelNetwork()),
        ["simulated"] = (() => new SimulatedDriver(Seeds.Next()), driver => new SimulatedNetwork((SimulatedDriver)driver)),
        ["io_uring"] = (() => IoUringDriver.Create(), _ => new KernelNetwork()),
        ["epoll"] = (() => EpollAioDriver.Create(), _ => new KernelNetwork()),
    };

    /// <summary>The names, for theories.</summary>
    public static TheoryData<string> All => [.. Cases.Keys];

    internal static (Func<IDriver> Driver, Func<IDriver, INetwork> Network) Find(string name) => Cases[name];
}
