using System.Net;
using Ringspun.Simulation;

namespace Ringspun.Http.Tests.Server;

/// <summary>The drivers that every server test runs on, each with the network that belongs to it.</summary>
internal static class Drivers
{
    public const string Simulated = "simulated";

    public static TheoryData<string> All => [Simulated];

    /// <summary>Runs a test body on a loop with the driver of that name.</summary>
    public static void Run(string name, int seed, SimulatedDriverOptions? simulation, Func<EventLoop, INetwork, Fiber> body)
    {
        _ = name;
        var driver = new SimulatedDriver(seed, simulation);
        var network = new SimulatedNetwork(driver);
        using var loop = new EventLoop(driver);
        loop.RunUntil(static test => test.body(test.loop, test.network), (body, loop, network));
    }

    public static IPEndPoint AnyPort { get; } = new(IPAddress.Loopback, 0);
}
