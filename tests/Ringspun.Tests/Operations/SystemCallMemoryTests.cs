namespace Ringspun.Tests.Operations;

/// <summary>System calls allocate nothing in steady state, the users' as little as Ringspun's.</summary>
[Collection(nameof(MemorySensitive))]
public sealed class SystemCallMemoryTests
{
    [Fact]
    public void Calls_that_need_not_wait() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new Gate { IsOpen = true };
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                await gate.Wait();
            }
        }));
    });

    [Fact]
    public void Calls_that_wait() => LoopThread.RunFiber(static async loop =>
    {
        var gate = new Gate();
        bool stop = false;
        loop.SpawnDetached(
            async gate =>
            {
                while (!stop)
                {
                    gate.Completion.Retry();
                    await Fiber.Yield();
                    gate.Completion.Finish(1);
                    await Fiber.Yield();
                }
            },
            await Started(gate));
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                await gate.Wait();
            }
        }));
        stop = true;

        static async Fiber<Gate> Started(Gate gate)
        {
            IoOperation<int> first = gate.Wait();
            gate.Completion.Finish(0);
            await first;
            return gate;
        }
    });

    [Fact]
    public void Parking() => LoopThread.RunFiber(static async loop =>
    {
        var queue = new Queue<FiberFrame>();
        bool stop = false;
        loop.SpawnDetached(
            async queue =>
            {
                while (!stop)
                {
                    await Fiber.Call(new Parking(queue));
                }
            },
            queue);
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                while (queue.TryDequeue(out FiberFrame? frame))
                {
                    loop.MakeReady(frame);
                }

                await Fiber.Yield();
            }
        }));
        stop = true;
    });

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void Waiting_for_a_descriptor(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 500; i++)
            {
                descriptor.Set();
                await Fiber.WaitUntilReadable(descriptor.Number);
                descriptor.Clear();
            }
        }));
    });
}
