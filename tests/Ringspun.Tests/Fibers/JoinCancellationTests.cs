namespace Ringspun.Tests.Fibers;

/// <summary>A join that its token may cut.</summary>
public sealed class JoinCancellationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void A_cut_join_leaves_the_fiber_running() => LoopThread.RunFiber(static async loop =>
    {
        using var source = new CancellationTokenSource();
        var end = new FiberEvent();
        FiberHandle<int> fiber = loop.Spawn(
            static async end =>
            {
                await end.Wait();
                return 7;
            },
            end);
        FiberHandle joiner = loop.Spawn(static async on => await on.fiber.Join(on.Token), (fiber, source.Token));
        FiberHandle withoutResult = loop.Spawn(static async on => await on.fiber.WithoutResult().Join(on.Token), (fiber, source.Token));
        await Fiber.Yield();
        await source.CancelAsync();
        Assert.Equal(source.Token, (await Expect.Throws<OperationCanceledException>(async () => await joiner)).CancellationToken);
        await Expect.Throws<OperationCanceledException>(async () => await withoutResult);
        Assert.False(fiber.IsCompleted);
        end.Set();
        Assert.Equal(7, await fiber);

        // It has ended, so there is no wait to cut.
        Assert.Equal(7, await fiber.Join(source.Token));
    });

    [Fact]
    public void A_join_that_is_not_cut_tells_the_outcome() => LoopThread.RunFiber(static async loop =>
    {
        using var source = new CancellationTokenSource();
        FiberHandle<int> good = loop.Spawn(
            static async _ =>
            {
                await Fiber.Sleep(Second);
                return 7;
            },
            0);
        FiberHandle bad = loop.Spawn(
            static async _ =>
            {
                await Fiber.Sleep(Second);
                throw new InvalidDataException();
            },
            0);
        Assert.Equal(7, await good.Join(source.Token));
        await Expect.Throws<InvalidDataException>(async () => await bad.Join(source.Token));
    });

    [Fact]
    public void Fibers_of_other_loops_can_be_joined_so_too() => SeveralLoops.Run(2, static async runtime =>
    {
        using var source = new CancellationTokenSource();
        FiberHandle<int> fiber = runtime.Loops[1].Spawn(
            static async _ =>
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
                return 7;
            },
            0);
        Assert.Equal(7, await fiber.Join(source.Token));
        Assert.Same(runtime.Loops[0], EventLoop.Current);
    });
}
