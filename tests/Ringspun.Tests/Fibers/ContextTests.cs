namespace Ringspun.Tests.Fibers;

public sealed class ContextTests
{
    private static readonly AsyncLocal<string?> Local = new();

    [Fact]
    public void Fibers_do_not_see_each_others_values() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle one = loop.Spawn(Keep, "one");
        Assert.Null(Local.Value);
        FiberHandle two = loop.Spawn(Keep, "two");
        FiberHandle none = loop.Spawn(static async _ =>
        {
            for (int i = 0; i < 20; i++)
            {
                Assert.Null(Local.Value);
                await Fiber.Yield();
            }
        }, 0);
        await one;
        await two;
        await none;
        Assert.Null(Local.Value);

        static async Fiber Keep(string value)
        {
            Local.Value = value;
            for (int i = 0; i < 10; i++)
            {
                await Fiber.Yield();
                Assert.Equal(value, Local.Value);
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
                Assert.Equal(value, Local.Value);
                await Task.Run(static () => { });
                Assert.Equal(value, Local.Value);
            }
        }
    });

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void A_callee_sees_its_callers_value_and_keeps_its_changes_to_itself(int yields) => LoopThread.RunFiber(async _ =>
    {
        Local.Value = "caller";
        await Callee(yields);
        Assert.Equal("caller", Local.Value);
        await Fiber.Yield();
        Assert.Equal("caller", Local.Value);
        Local.Value = null;

        static async Fiber Callee(int yields)
        {
            Assert.Equal("caller", Local.Value);
            Local.Value = "callee";
            for (int i = 0; i < yields; i++)
            {
                await Fiber.Yield();
                Assert.Equal("callee", Local.Value);
            }
        }
    });

    [Fact]
    public void A_new_fiber_starts_with_its_parents_value() => LoopThread.RunFiber(static async loop =>
    {
        Local.Value = "parent";
        FiberHandle child = loop.Spawn(static async _ =>
        {
            Assert.Equal("parent", Local.Value);
            await Fiber.Yield();
            Assert.Equal("parent", Local.Value);
            Local.Value = "child";
            await Fiber.Yield();
            Assert.Equal("child", Local.Value);
        }, 0);
        Local.Value = "changed";
        await child;
        Assert.Equal("changed", Local.Value);
    });

    [Fact]
    public void A_fiber_of_another_loop_starts_with_its_parents_value()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        LoopThread.RunFiber(async _ =>
        {
            Local.Value = "parent";
            await runtime.Loops[0].Spawn(static async _ =>
            {
                Assert.Equal("parent", Local.Value);
                await Fiber.Yield();
                Assert.Equal("parent", Local.Value);
            }, 0);
            Assert.Equal("parent", Local.Value);
        });
    }

    [Fact]
    public void Whoever_drives_the_loop_keeps_its_own_value() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver());
        Local.Value = "driver";
        loop.RunUntil(static async () =>
        {
            Assert.Equal("driver", Local.Value);
            Local.Value = "fiber";
            await Fiber.Yield();
            Assert.Equal("fiber", Local.Value);
        });
        Assert.Equal("driver", Local.Value);
        loop.SpawnDetached(static async _ => await Fiber.Yield(), 0);
        loop.RunOnce(TimeSpan.Zero);
        Assert.Equal("driver", Local.Value);
    });

    [Fact]
    public void Values_follow_a_failure_and_a_catch() => LoopThread.RunFiber(static async _ =>
    {
        Local.Value = "outer";
        try
        {
            await Failing();
        }
        catch (InvalidDataException)
        {
            Assert.Equal("outer", Local.Value);
        }

        static async Fiber Failing()
        {
            Local.Value = "inner";
            await Fiber.Yield();
            throw new InvalidDataException("on purpose");
        }
    });
}
