using Ringspun.Simulation;

namespace Ringspun.Samples.Fibers;

/// <summary>Which fiber runs next.</summary>
internal static class RunQueues
{
    public static void Priorities()
    {
        using var loop = new EventLoop(
            new SimulatedDriver(seed: 1), new EventLoopOptions { RunQueue = static () => new PriorityRunQueue() });
        loop.RunUntil(
            static async loop =>
            {
                FiberHandle report = loop.Spawn(Print, "the report", new FiberOptions { Priority = -1 });
                FiberHandle alarm = loop.Spawn(Print, "the alarm, which came later", new FiberOptions { Priority = 10 });
                await report;
                await alarm;
            },
            loop);

        static async Fiber Print(string text)
        {
            await Fiber.Yield();
            Console.WriteLine(text);
        }
    }

    public static void ForeignLoop()
    {
        using var loop = new EventLoop(new SimulatedDriver(seed: 1));
        FiberHandle fiber = loop.Spawn(static async _ => await Fiber.Sleep(TimeSpan.FromSeconds(1)), 0);
        while (!fiber.IsCompleted)
        {
            // The program's own work has its turn here.
            loop.RunOnce(TimeSpan.FromMilliseconds(100));
        }

        Console.WriteLine("driven from outside");
    }
}
