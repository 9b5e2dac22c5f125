namespace Ringspun.Tests.Loops;

/// <summary>Scheduling policies: those shipped, and users' own.</summary>
public sealed class RunQueueTests
{
    [Fact]
    public void The_most_urgent_fiber_runs_first() => Run(static () => new PriorityRunQueue(), static async loop =>
    {
        List<string> order = await Race(loop, [("low", -1), ("usual", 0), ("high", 5), ("also high", 5), ("huge", 1000), ("tiny", -1000)]);
        Assert.Equal(["huge", "high", "also high", "usual", "low", "tiny"], order);
    });

    [Fact]
    public void Equals_run_in_turn() => Run(static () => new PriorityRunQueue(), static async loop =>
    {
        int[] counts = new int[10];
        bool stop = false;
        for (int i = 0; i < counts.Length; i++)
        {
            loop.SpawnDetached(
                async number =>
                {
                    while (!stop)
                    {
                        counts[number]++;
                        await Fiber.Yield();
                    }
                },
                i);
        }

        for (int i = 0; i < 1000; i++)
        {
            await Fiber.Yield();
        }

        stop = true;
        Assert.All(counts, static count => Assert.InRange(count, 999, 1002));
    });

    [Fact]
    public void A_changed_priority_counts_from_the_next_time_on() => Run(static () => new PriorityRunQueue(), static async loop =>
    {
        var order = new List<string>();
        FiberHandle first = Log(loop, order, "first", 2);
        FiberHandle second = loop.Spawn(
            async order =>
            {
                await Fiber.Yield();
                order.Add("second");
                FiberInfoOfCaller(loop).Priority = 3;
                await Fiber.Yield();
                order.Add("second");
            },
            order,
            new FiberOptions { Priority = 1 });
        await first;
        await second;
        Assert.Equal(["first", "first", "second", "second"], order);
    });

    [Fact]
    public void The_earliest_deadline_runs_first() => Run(static () => new DeadlineRunQueue(), static async loop =>
    {
        var order = new List<string>();
        var fibers = new List<FiberHandle>();
        foreach ((string name, long? deadline) in new (string, long?)[] { ("never", null), ("late", 300), ("soon", 100), ("also soon", 100), ("between", 200) })
        {
            fibers.Add(loop.Spawn(
                async name =>
                {
                    await Fiber.Yield();
                    order.Add(name);
                },
                name,
                new FiberOptions { Deadline = deadline }));
        }

        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }

        Assert.Equal(["soon", "also soon", "between", "late", "never"], order);
    });

    [Fact]
    public void Users_make_their_own() => Run(static () => new NewestFirst(), static async loop =>
    {
        List<string> order = await Race(loop, [("one", 0), ("two", 0), ("three", 0)]);
        Assert.Equal(["three", "two", "one"], order);
    });

    [Theory]
    [InlineData("fifo")]
    [InlineData("priority")]
    [InlineData("deadline")]
    [InlineData("user")]
    public void No_policy_loses_a_fiber(string name) => Run(Find(name), static async loop =>
    {
        var random = new Random(Seeds.Next());
        int ended = 0;
        for (int i = 0; i < 1000; i++)
        {
            loop.SpawnDetached(
                async turns =>
                {
                    for (int turn = 0; turn < turns; turn++)
                    {
                        if (turn % 3 == 0)
                        {
                            await Fiber.Sleep(TimeSpan.FromMicroseconds(turns));
                        }
                        else if (turn % 3 == 1)
                        {
                            await Nested();
                        }
                        else
                        {
                            await Fiber.Yield();
                        }
                    }

                    ended++;
                },
                random.Next(20),
                new FiberOptions { Priority = random.Next(-3, 4), Deadline = random.Next(2) == 0 ? null : random.Next(100) });
        }

        while (ended < 1000)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }

        static async Fiber<int> Nested()
        {
            await Fiber.Yield();
            return 1;
        }
    });

    [Fact]
    public void Every_loop_of_a_runtime_has_a_queue_of_its_own()
    {
        int made = 0;
        var options = new EventLoopOptions
        {
            RunQueue = () =>
            {
                Interlocked.Increment(ref made);
                return new PriorityRunQueue();
            },
        };
        using var runtime = new Runtime(3, LoopThread.PatientDriver, new RuntimeOptions { Loops = options });
        Assert.Equal(3, made);
        LoopThread.RunFiber(async _ =>
        {
            foreach (EventLoop loop in runtime.Loops)
            {
                await loop.Spawn(static async _ => await Fiber.Yield(), 0, new FiberOptions { Priority = 1 });
            }
        });
    }

    private static Func<IRunQueue>? Find(string name) => name switch
    {
        "priority" => static () => new PriorityRunQueue(),
        "deadline" => static () => new DeadlineRunQueue(),
        "user" => static () => new NewestFirst(),
        _ => null,
    };

    private static FiberInfo FiberInfoOfCaller(EventLoop loop) => loop.CurrentFiber!;

    private static void Run(Func<IRunQueue>? queue, Func<EventLoop, Fiber> body) => LoopThread.Run(() =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), new EventLoopOptions { RunQueue = queue });
        loop.RunUntil(body, loop);
    });

    private static async Fiber<List<string>> Race(EventLoop loop, (string Name, int Priority)[] entrants)
    {
        var order = new List<string>();
        var fibers = new List<FiberHandle>();
        foreach ((string name, int priority) in entrants)
        {
            fibers.Add(loop.Spawn(
                async name =>
                {
                    await Fiber.Yield();
                    order.Add(name);
                },
                name,
                new FiberOptions { Priority = priority }));
        }

        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }

        return order;
    }

    private static FiberHandle Log(EventLoop loop, List<string> order, string name, int priority) => loop.Spawn(
        async name =>
        {
            for (int i = 0; i < 2; i++)
            {
                await Fiber.Yield();
                order.Add(name);
            }
        },
        name,
        new FiberOptions { Priority = priority });

    /// <summary>A policy of a user's, with storage of its own.</summary>
    private sealed class NewestFirst : IRunQueue
    {
        private readonly Stack<FiberFrame> _frames = new();

        public int Count => _frames.Count;

        public void Enqueue(FiberFrame frame) => _frames.Push(frame);

        public bool TryDequeue([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out FiberFrame? frame) => _frames.TryPop(out frame);
    }
}
