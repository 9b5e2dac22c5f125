namespace Ringspun.UserLevel.Tests.Support;

/// <summary>Several loops of one driver: on threads of their own, or, simulated, in turns that a seed chooses.</summary>
internal static class ManyLoops
{
    /// <summary>Each driver with two, three and four loops, for theories.</summary>
    public static TheoryData<string, int> Drivers => [.. from driver in TwoNetworks.Drivers from loops in (int[])[2, 3, 4] select (driver.Data, loops)];

    /// <summary>Runs a fiber on the first loop to its end; throws what it threw. Networks that it uses are disposed of afterwards.</summary>
    public static async Task Run(string driver, int loops, Func<IReadOnlyList<EventLoop>, Fiber> body)
    {
        if (driver == "simulated")
        {
            LoopThread.Run(() =>
            {
                using var world = new SimulatedWorld(loops, Seeds.Next());
                world.RunUntil(body, world.Loops);
            });
            return;
        }

        using Runtime runtime = LoopThread.StartLoops(loops, () => TwoNetworks.Driver(driver));
        await OnLoop.Run(runtime.Loops[0], _ => body(runtime.Loops));
    }
}
