namespace Ringspun.Tests.Fibers;

public sealed class JoinTests
{
    [Fact]
    public void Joining_waits_for_the_end() => LoopThread.RunFiber(static async loop =>
    {
        var trace = new List<string>();
        FiberHandle handle = loop.Spawn(
            static async trace =>
            {
                trace.Add("starts");
                await Fiber.Sleep(TimeSpan.FromSeconds(1));
                trace.Add("ends");
            },
            trace);
        Assert.False(handle.IsCompleted);
        Assert.Equal(["starts"], trace);
        await handle;
        Assert.Equal(["starts", "ends"], trace);
        Assert.True(handle.IsCompleted);
        Assert.Same(loop, handle.Loop);
    });

    [Fact]
    public void A_failure_comes_out_of_every_join() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle handle = loop.Spawn(Failing, 2);
        FiberHandle other = loop.Spawn(static async handle => await Expect.Throws<InvalidDataException>(async () => await handle), handle);
        await Expect.Throws<InvalidDataException>(async () => await handle);
        await Expect.Throws<InvalidDataException>(async () => await handle);
        await other;
    });

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Many_fibers_join_one(int failing) => LoopThread.RunFiber(async loop =>
    {
        FiberHandle joined = loop.Spawn(
            static async failing =>
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
                if (failing != 0)
                {
                    throw new InvalidDataException("on purpose");
                }
            },
            failing);
        int ended = 0;
        FiberHandle[] joiners =
        [
            .. Enumerable.Range(0, 100).Select(_ => loop.Spawn(
                async handle =>
                {
                    try
                    {
                        await handle;
                    }
                    catch (InvalidDataException) when (failing != 0)
                    {
                    }

                    ended++;
                },
                joined)),
        ];
        foreach (FiberHandle joiner in joiners)
        {
            await joiner;
        }

        Assert.Equal(100, ended);
    });

    [Fact]
    public void A_fiber_that_never_suspends_can_be_joined() => LoopThread.RunFiber(static async loop =>
    {
        await loop.Spawn(static _ => Fiber.Completed, 0);
        FiberHandle failed = loop.Spawn(Failing, 0);
        Assert.True(failed.IsCompleted);
        await Expect.Throws<InvalidDataException>(async () => await failed);
    });

    [Fact]
    public void A_plain_body_that_throws_fails_its_fiber_not_its_parent() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle handle = loop.Spawn(static Fiber (int _) => throw new InvalidDataException("on purpose"), 0);
        await Expect.Throws<InvalidDataException>(async () => await handle);
    });

    [Fact]
    public void The_result_of_a_running_fiber_is_refused() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle handle = loop.Spawn(static async _ => await Fiber.Yield(), 0);
        Assert.Throws<InvalidOperationException>(() => handle.GetResult());
        await handle;
    });

    [Fact]
    public void Fibers_that_start_fibers_without_end_use_no_stack() => LoopThread.RunFiber(static async loop =>
    {
        int started = 0;
        await Chain(100_000);
        Assert.Equal(100_001, started);

        async Fiber Chain(int left)
        {
            started++;
            if (left > 0)
            {
                await loop.Spawn(Chain, left - 1);
            }
        }
    });

    private static async Fiber Failing(int yields)
    {
        for (int i = 0; i < yields; i++)
        {
            await Fiber.Yield();
        }

        throw new InvalidDataException("on purpose");
    }
}
