namespace Ringspun.Samples.Fibers;

/// <summary>Calls and threads.</summary>
internal static class Basics
{
    public static async Fiber Calls()
    {
        int sum = await Add(19, 23);
        Console.WriteLine($"the sum is {sum}");

        static async Fiber<int> Add(int a, int b)
        {
            await Fiber.Yield();
            return a + b;
        }
    }

    public static async Fiber Threads()
    {
        EventLoop loop = EventLoop.Current!;
        FiberHandle worker = loop.Spawn(Work, "the worker");
        Console.WriteLine("both run");
        await worker;
        Console.WriteLine("joined");

        static async Fiber Work(string name)
        {
            await Fiber.Sleep(TimeSpan.FromSeconds(1));
            Console.WriteLine($"{name} is done");
        }
    }

    public static async Fiber Sharing()
    {
        var visits = new Dictionary<string, int>();
        await FiberScope.Run(
            static async (scope, visits) =>
            {
                for (int i = 0; i < 100; i++)
                {
                    scope.Spawn(Visit, visits);
                }

                await Fiber.Yield();
            },
            visits);
        Console.WriteLine($"{visits["home"]} visits");

        // No lock: between two awaits no other fiber of this loop runs.
        static async Fiber Visit(FiberScope scope, Dictionary<string, int> visits)
        {
            await Fiber.Yield();
            visits["home"] = visits.GetValueOrDefault("home") + 1;
        }
    }

    public static async Fiber Foreign()
    {
        EventLoop? before = EventLoop.Current;
        int length = await Task.Run(() => "computed on the thread pool".Length);
        Console.WriteLine($"{length} characters, and back on the same loop: {ReferenceEquals(before, EventLoop.Current)}");
    }
}
