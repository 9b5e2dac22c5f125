namespace Ringspun.Tests.Fibers;

public sealed class ForeignAwaitTests
{
    [Fact]
    public void Tasks_bring_the_fiber_back_to_its_loop() => LoopThread.RunFiber(static async loop =>
    {
        int thread = Environment.CurrentManagedThreadId;
        int value = await Task.Run(static () => 42);
        Assert.Equal(42, value);
        Here();

        await Task.Run(static () => { }).ConfigureAwait(false);
        Here();

        await Task.Yield();
        Here();

        await new ValueTask(Task.Run(static () => { }));
        Here();

        Assert.Equal(7, await new ValueTask<int>(Task.Run(static () => 7)).ConfigureAwait(false));
        Here();

        await Task.CompletedTask;
        Here();

        void Here()
        {
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            Assert.Same(loop, EventLoop.Current);
        }
    });

    [Fact]
    public void Failures_of_tasks_reach_the_fiber() => LoopThread.RunFiber(static async _ =>
    {
        await Expect.Throws<InvalidDataException>(static async () => await Task.Run(static () => throw new InvalidDataException("on purpose")));
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();
        await Expect.Throws<TaskCanceledException>(async () => await Task.FromCanceled(cancel.Token));
    });

    [Fact]
    public void Plain_async_code_resumes_on_the_loop() => LoopThread.RunFiber(static async loop =>
    {
        int thread = Environment.CurrentManagedThreadId;
        Assert.Equal(3, await Plain());
        Assert.Equal(thread, Environment.CurrentManagedThreadId);

        async Task<int> Plain()
        {
            Assert.Same(loop, EventLoop.Current);
            await Task.Run(static () => { });
            Assert.Same(loop, EventLoop.Current);
            await Task.Yield();
            Assert.Same(loop, EventLoop.Current);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            await Call();
            await Fiber.Yield();
            Assert.Equal(thread, Environment.CurrentManagedThreadId);
            return 3;
        }

        static async Fiber Call() => await Fiber.Yield();
    });

    [Fact]
    public void Many_fibers_wait_for_tasks_at_once() => LoopThread.RunFiber(static async loop =>
    {
        int sum = 0;
        FiberHandle[] handles =
        [
            .. Enumerable.Range(0, 500).Select(i => loop.Spawn(
                async i =>
                {
                    // Not "sum += await": that would read the sum before the others have added to it.
                    int value = await Task.Run(() => i);
                    sum += value;
                },
                i)),
        ];
        foreach (FiberHandle handle in handles)
        {
            await handle;
        }

        Assert.Equal(500 * 499 / 2, sum);
    });

    [Fact]
    public void A_task_completed_by_another_fiber_resumes_the_first() => LoopThread.RunFiber(static async loop =>
    {
        var source = new TaskCompletionSource<int>();
        FiberHandle waiter = loop.Spawn(static async source => Assert.Equal(5, await source.Task), source);
        source.SetResult(5);
        await waiter;
    });

    [Fact]
    public async Task Fiber_code_works_without_a_loop()
    {
        // The loop is what this thread lacks: foreign awaits go on where their awaited thing completes.
        // Often, because a call may end on one thread just as it is awaited on another.
        for (int i = 0; i < 20_000; i++)
        {
            Assert.Equal(4, await Compute().AsTask());
        }

        static async Fiber<int> Compute()
        {
            await Task.Run(static () => { }).ConfigureAwait(false);
            return 1 + await Inner();
        }

        static async Fiber<int> Inner()
        {
            await Task.Run(static () => { }).ConfigureAwait(false);
            return 3;
        }
    }
}
