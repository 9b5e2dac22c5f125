namespace Ringspun.Tests.Fibers;

public sealed class ResultTests
{
    public static TheoryData<string, int> Ways => new()
    {
        { "plain", 0 },
        { "plain", 2 },
        { "named", 0 },
        { "named", 2 },
        { "elsewhere", 0 },
        { "elsewhere", 2 },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    public void Joining_gives_the_value_any_number_of_times(string way, int yields) => Run(way, async (loop, options) =>
    {
        FiberHandle<int> handle = loop.Spawn(
            static async yields =>
            {
                for (int i = 0; i < yields; i++)
                {
                    await Fiber.Yield();
                }

                return 42;
            },
            yields,
            options);
        FiberHandle<int> other = EventLoop.Current!.Spawn(static async handle => await handle + 1, handle);
        Assert.Equal(42, await handle);
        Assert.Equal(42, await handle);
        Assert.Equal(43, await other);
        Assert.True(handle.IsCompleted);
        Assert.Equal(options.Name, handle.Name);
        await handle.WithoutResult();
    });

    [Theory]
    [MemberData(nameof(Ways))]
    public void Joining_throws_what_the_fiber_threw(string way, int yields) => Run(way, async (loop, options) =>
    {
        FiberHandle<int> handle = loop.Spawn(
            static async Fiber<int> (int yields) =>
            {
                for (int i = 0; i < yields; i++)
                {
                    await Fiber.Yield();
                }

                throw new InvalidDataException("on purpose");
            },
            yields,
            options);
        for (int i = 0; i < 3; i++)
        {
            await Expect.Throws<InvalidDataException>(async () => await handle);
        }

        await Expect.Throws<InvalidDataException>(async () => await handle.WithoutResult());
    });

    [Theory]
    [InlineData("plain")]
    [InlineData("named")]
    [InlineData("elsewhere")]
    public void A_plain_body_that_throws_fails_its_fiber(string way) => Run(way, static async (loop, options) =>
    {
        FiberHandle<int> handle = loop.Spawn(static Fiber<int> (int _) => throw new InvalidDataException("on purpose"), 0, options);
        await Expect.Throws<InvalidDataException>(async () => await handle);
    });

    [Theory]
    [InlineData("plain")]
    [InlineData("named")]
    public void The_value_of_a_running_fiber_is_refused(string way) => Run(way, static async (loop, options) =>
    {
        FiberHandle<int> handle = loop.Spawn(
            static async _ =>
            {
                await Fiber.Yield();
                return 1;
            },
            0,
            options);
        Assert.Throws<InvalidOperationException>(() => handle.GetResult());
        Assert.Equal(1, await handle);
    });

    [Fact]
    public void Threads_without_a_loop_join_too()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        using var joined = new CountdownEvent(50);
        for (int i = 0; i < 50; i++)
        {
            FiberHandle<int> handle = runtime.Loops[0].Spawn(
                static async i =>
                {
                    await Fiber.Yield();
                    return i;
                },
                i);
            _ = Join(handle, i, joined);
        }

        Assert.True(joined.Wait(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));

        static async Task Join(FiberHandle<int> handle, int expected, CountdownEvent joined)
        {
            if (await handle == expected)
            {
                joined.Signal();
            }
        }
    }

    private static void Run(string way, Func<EventLoop, FiberOptions, Fiber> body)
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        LoopThread.RunFiber(async loop => await body(
            way == "elsewhere" ? runtime.Loops[0] : loop,
            way == "named" ? new FiberOptions { Name = "a fiber" } : default));
    }
}
