namespace Ringspun.Tests.Fibers;

public sealed class CancelTests
{
    private static readonly FiberOptions Cancellable = new() { IsCancellable = true };

    [Fact]
    public void Cancel_ends_what_the_fiber_waits_for() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle handle = loop.Spawn(static async _ => await Fiber.Sleep(TimeSpan.FromHours(1), Fiber.CancellationToken), 0, Cancellable);
        long before = loop.Now;
        await Fiber.Yield();
        handle.Cancel();
        handle.Cancel();
        await Expect.Throws<OperationCanceledException>(async () => await handle);
        Assert.Equal(before, loop.Now);
        handle.Cancel();
    });

    [Fact]
    public void Callees_see_the_fibers_token_and_other_fibers_do_not() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle handle = loop.Spawn(
            static async loop =>
            {
                CancellationToken mine = Fiber.CancellationToken;
                Assert.True(mine.CanBeCanceled);
                FiberHandle plain = loop.Spawn(
                    static async _ =>
                    {
                        Assert.False(Fiber.CancellationToken.CanBeCanceled);
                        await Fiber.Yield();
                        Assert.False(Fiber.CancellationToken.CanBeCanceled);
                        Assert.Null(Fiber.Current);
                    },
                    0);
                FiberHandle other = loop.Spawn(static async mine => Assert.NotEqual(mine, Fiber.CancellationToken), mine, Cancellable);
                Assert.Equal(mine, Fiber.CancellationToken);
                Assert.Equal(mine, await Nested());
                Assert.Equal(mine, Fiber.CancellationToken);
                await plain;
                await other;
                await Task.Run(static () => { });
                Assert.Equal(mine, Fiber.CancellationToken);
            },
            loop,
            Cancellable);
        Assert.Null(Fiber.Current);
        await handle;

        static async Fiber<CancellationToken> Nested()
        {
            CancellationToken before = Fiber.CancellationToken;
            await Fiber.Yield();
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.Equal(before, Fiber.CancellationToken);
            return before;
        }
    });

    [Fact]
    public void A_fiber_without_options_cannot_be_cancelled() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle handle = loop.Spawn(static async _ => await Fiber.Yield(), 0);
        var refused = Assert.Throws<InvalidOperationException>(handle.Cancel);
        Assert.Contains(nameof(FiberOptions.IsCancellable), refused.Message, StringComparison.Ordinal);
        await handle;
        Assert.Throws<InvalidOperationException>(handle.Cancel);
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_token_of_the_options_cancels_the_fibers_own(bool early) => LoopThread.RunFiber(async loop =>
    {
        using var source = new CancellationTokenSource();
        if (early)
        {
            source.Cancel();
        }

        FiberHandle handle = loop.Spawn(
            static async _ =>
            {
                await Fiber.Yield();
                await Fiber.Sleep(TimeSpan.FromHours(1), Fiber.CancellationToken);
            },
            0,
            new FiberOptions { CancellationToken = source.Token });
        for (int i = 0; i < 3; i++)
        {
            await Fiber.Yield();
        }

        source.Cancel();
        await Expect.Throws<OperationCanceledException>(async () => await handle);
    });

    [Fact]
    public void Cancel_before_the_fiber_has_asked_for_its_token_is_not_lost() => LoopThread.RunFiber(static async loop =>
    {
        FiberHandle handle = loop.Spawn(
            static async _ =>
            {
                await Fiber.Yield();
                Assert.True(Fiber.Current!.IsCancellationRequested);
                Fiber.CancellationToken.ThrowIfCancellationRequested();
            },
            0,
            Cancellable);
        handle.Cancel();
        await Expect.Throws<OperationCanceledException>(async () => await handle);
    });

    [Fact]
    public void Other_threads_cancel()
    {
        using var runtime = new Runtime(1, LoopThread.PatientDriver);
        LoopThread.RunFiber(async _ =>
        {
            for (int i = 0; i < 200; i++)
            {
                FiberHandle handle = runtime.Loops[0].Spawn(
                    static async _ => await Never.Until(Fiber.CancellationToken), 0, Cancellable);
                handle.Cancel();
                await Expect.Throws<OperationCanceledException>(async () => await handle);
            }
        });
    }

    [Fact]
    public void An_end_that_was_asked_for_is_not_reported() => LoopThread.RunFiber(static async loop =>
    {
        int reports = 0;
        Action<Exception> handler = exception => reports += exception is OperationCanceledException { Message: "asked for" } ? 1 : 0;
        EventLoop.UnjoinedFailure += handler;
        using var source = new CancellationTokenSource();
        loop.SpawnDetached(Ending, source.Token, new FiberOptions { CancellationToken = source.Token });
        source.Cancel();
        await Fiber.Yield();
        await Fiber.Yield();
        Assert.Equal(0, reports);

        // The same exception out of a fiber that nobody has cancelled is a failure.
        loop.SpawnDetached(Ending, source.Token, Cancellable);
        await Fiber.Yield();
        await Fiber.Yield();
        EventLoop.UnjoinedFailure -= handler;
        Assert.Equal(1, reports);

        static async Fiber Ending(CancellationToken cancel)
        {
            await Fiber.Yield();
            throw new OperationCanceledException("asked for", cancel);
        }
    });
}
