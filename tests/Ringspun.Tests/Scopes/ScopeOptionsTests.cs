namespace Ringspun.Tests.Scopes;

/// <summary>Fibers of a scope that have names and the like.</summary>
public sealed class ScopeOptionsTests
{
    private static readonly FiberOptions Named = new() { Name = "worker" };

    [Fact]
    public void A_fiber_of_a_scope_may_have_a_name() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), new EventLoopOptions { TrackFibers = true });
        loop.RunUntil(
            static loop => FiberScope.Run(
                static async (scope, loop) =>
                {
                    scope.Spawn(Sleep, 0, Named);
                    Assert.Equal("joined", scope.SpawnJoinable(loop, Sleep, 0, new FiberOptions { Name = "joined" }).Name);
                    scope.Spawn(loop, Sleep, 0);
                    await Fiber.Yield();
                    Assert.Equal([null, "worker", "joined", null], loop.SnapshotFibers().Select(static fiber => fiber.Name));
                },
                loop),
            loop);
    });

    [Fact]
    public void The_fibers_own_token_is_cancelled_with_the_scope() => LoopThread.RunFiber(static async loop =>
    {
        bool wasCut = false;
        long start = loop.ReadClock();
        await FiberScope.Run(
            async (scope, _) =>
            {
                scope.Spawn(
                    async (scope, _) =>
                    {
                        Assert.Equal("worker", Fiber.Current!.Name);
                        try
                        {
                            await Fiber.Sleep(TimeSpan.FromHours(1), Fiber.CancellationToken);
                        }
                        finally
                        {
                            wasCut = scope.IsCancellationRequested;
                        }
                    },
                    0,
                    Named);
                await Fiber.Yield();
                scope.Cancel();
            },
            0);
        Assert.True(wasCut);
        Assert.True(loop.ReadClock() - start < 1_000_000_000);
    });

    [Fact]
    public void A_fiber_that_is_cancelled_alone_fails_nobody() => LoopThread.RunFiber(static async _ =>
    {
        bool otherEnded = false;
        await FiberScope.Run(
            async (scope, _) =>
            {
                FiberHandle cut = scope.SpawnJoinable(static async (_, _) => await Fiber.Sleep(TimeSpan.FromHours(1), Fiber.CancellationToken), 0, Named);
                scope.Spawn(
                    async (_, _) =>
                    {
                        await Fiber.Sleep(TimeSpan.FromSeconds(1));
                        otherEnded = true;
                    },
                    0);
                await Fiber.Yield();
                cut.Cancel();
                await Expect.Throws<OperationCanceledException>(async () => await cut);
                Assert.False(scope.IsCancellationRequested);
            },
            0);
        Assert.True(otherEnded);
    });

    [Fact]
    public void A_token_of_the_callers_cuts_the_one_fiber() => LoopThread.RunFiber(static async _ =>
    {
        using var source = new CancellationTokenSource();
        await FiberScope.Run(
            static async (scope, source) =>
            {
                scope.Spawn(
                    static async (_, _) => await Never.Until(Fiber.CancellationToken),
                    0,
                    new FiberOptions { CancellationToken = source.Token });
                await Fiber.Yield();
                await source.CancelAsync();
            },
            source);
    });

    [Fact]
    public void A_cancellation_that_is_nobodys_is_a_failure() => LoopThread.RunFiber(static async _ =>
        await Expect.Throws<OperationCanceledException>(static () => FiberScope.Run(
            static async (scope, _) =>
            {
                scope.Spawn(
                    static async (_, _) =>
                    {
                        await Fiber.Yield();
                        throw new OperationCanceledException();
                    },
                    0,
                    Named);
                await Fiber.Yield();
            },
            0)));

    private static async Fiber Sleep(FiberScope scope, int unused) => await Fiber.Sleep(TimeSpan.FromSeconds(1), scope.CancellationToken);
}
