namespace Ringspun.Tests.Fibers;

public sealed class FiberLocalTests
{
    private static readonly FiberLocal<int> Number = new();
    private static readonly FiberLocal<string> Text = new(static () => "initial");

    public static TheoryData<string?> Names => new((string?)null, "named");

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_fiber_has_its_own_value(string? name) => LoopThread.RunFiber(async loop =>
    {
        var options = new FiberOptions { Name = name };
        FiberHandle[] handles = [.. Enumerable.Range(1, 50).Select(i => loop.Spawn(Keep, i, options))];
        FiberHandle none = loop.Spawn(
            static async _ =>
            {
                for (int i = 0; i < 20; i++)
                {
                    Assert.False(Number.IsSet);
                    Assert.Equal(0, Number.Value);
                    await Fiber.Yield();
                }
            },
            0);
        foreach (FiberHandle handle in handles)
        {
            await handle;
        }

        await none;
        Assert.False(Number.IsSet);

        static async Fiber Keep(int value)
        {
            if (value % 2 == 0)
            {
                await Fiber.Yield();
            }

            Number.Value = value;
            for (int i = 0; i < 5; i++)
            {
                await Fiber.Yield();
                Assert.Equal(value, Number.Value);
                await Fiber.Sleep(TimeSpan.FromMilliseconds(value));
                Assert.Equal(value, Number.Value);
                await Task.Run(static () => { });
                Assert.Equal(value, Number.Value);
                Number.Value = value;
            }
        }
    });

    [Theory]
    [InlineData(null, 0)]
    [InlineData(null, 2)]
    [InlineData("named", 0)]
    [InlineData("named", 2)]
    public void What_a_callee_sets_its_callers_see(string? name, int yields) => LoopThread.RunFiber(async loop =>
    {
        await loop.Spawn(
            static async yields =>
            {
                if (yields > 1)
                {
                    await Fiber.Yield();
                }

                await Middle(yields);
                Assert.Equal(7, Number.Value);
                await Fiber.Yield();
                Assert.Equal(7, Number.Value);
                Number.Clear();
                Assert.False(Number.IsSet);
                Number.Clear();
                await Fiber.Yield();
                Assert.Equal(0, Number.Value);
            },
            yields,
            new FiberOptions { Name = name });

        static async Fiber Middle(int yields)
        {
            await Inner(yields);
            Assert.Equal(7, Number.Value);
            await Fiber.Yield();
            Assert.Equal(7, Number.Value);
        }

        static async Fiber<int> Inner(int yields)
        {
            for (int i = 0; i < yields; i++)
            {
                await Fiber.Yield();
            }

            Number.Value = 7;
            for (int i = 0; i < yields; i++)
            {
                await Fiber.Yield();
            }

            return 0;
        }
    });

    [Fact]
    public void New_fibers_begin_without() => LoopThread.RunFiber(static async loop =>
    {
        Number.Value = 1;
        await loop.Spawn(
            static async _ =>
            {
                Assert.False(Number.IsSet);
                Number.Value = 2;
                await Fiber.Yield();
                Assert.Equal(2, Number.Value);
            },
            0);
        Assert.Equal(1, Number.Value);
        await loop.Spawn(static async _ => Assert.False(Number.IsSet), 0, new FiberOptions { Name = "child" });
        Assert.Equal(1, Number.Value);
        loop.SpawnDetached(static async _ => Number.Value = 3, 0);
        Assert.Equal(1, Number.Value);
    });

    [Fact]
    public void The_initial_value_is_made_once_a_fiber() => LoopThread.RunFiber(static async loop =>
    {
        Assert.False(Text.IsSet);
        Assert.Equal("initial", Text.Value);
        Assert.True(Text.IsSet);
        Text.Value = "changed";
        Number.Value = 5;
        await Fiber.Yield();
        Assert.Equal("changed", Text.Value);
        Assert.Equal(5, Number.Value);
        Assert.Equal("initial", await loop.Spawn(static async _ => Text.Value!, 0));
        Text.Clear();
        Assert.Equal("initial", Text.Value);
        Assert.Equal(5, Number.Value);
    });

    [Fact]
    public void There_are_no_values_outside_a_loop()
    {
        Assert.False(Number.IsSet);
        Assert.Equal(0, Number.Value);
        Assert.Throws<InvalidOperationException>(static () => Number.Value = 1);
        Number.Clear();
    }

    [Fact]
    public void What_runs_between_turns_is_no_fiber() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver());
        Number.Value = 9;
        bool isSet = true;
        loop.SpawnDetached(
            async _ =>
            {
                await Fiber.Yield();
                isSet = Number.IsSet;
            },
            0);
        loop.RunOnce(TimeSpan.Zero);
        loop.RunOnce(TimeSpan.Zero);
        Assert.False(isSet);
    });
}
