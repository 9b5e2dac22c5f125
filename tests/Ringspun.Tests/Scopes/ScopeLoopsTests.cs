namespace Ringspun.Tests.Scopes;

public sealed class ScopeLoopsTests
{
    [Fact]
    public void Fibers_of_a_scope_run_on_the_loops_that_they_are_given() => SeveralLoops.Run(3, static async runtime =>
    {
        var where = new EventLoop?[30];
        await FiberScope.Run(
            static async (scope, all) =>
            {
                for (int i = 0; i < all.Where.Length; i++)
                {
                    scope.Spawn(
                        all.Runtime.Loops[i % 3],
                        static async (_, fiber) =>
                        {
                            await Fiber.Yield();
                            fiber.Where[fiber.I] = EventLoop.Current;
                        },
                        (all.Where, I: i));
                }

                await Fiber.Yield();
            },
            (Where: where, Runtime: runtime));
        Assert.Same(runtime.Loops[0], EventLoop.Current);
        for (int i = 0; i < where.Length; i++)
        {
            Assert.Same(runtime.Loops[i % 3], where[i]);
        }
    });

    [Fact]
    public void A_fiber_of_a_scope_may_end_on_another_loop_than_it_began_on() => SeveralLoops.Run(2, static async runtime =>
    {
        int ended = 0;
        await Expect.Throws<InvalidDataException>(async () => await FiberScope.Run(
            async (scope, _) =>
            {
                FiberHandle joined = scope.SpawnJoinable(Travel, 0);
                await joined;
                for (int i = 0; i < 20; i++)
                {
                    scope.Spawn(Travel, i);
                }

                scope.Spawn(
                    async (_, _) =>
                    {
                        await runtime.Loops[1].SwitchTo();
                        await Fiber.Yield();
                        throw new InvalidDataException("on purpose");
                    },
                    0);
            },
            0));
        Assert.Equal(21, ended);
        Assert.Same(runtime.Loops[0], EventLoop.Current);

        async Fiber Travel(FiberScope scope, int yields)
        {
            await runtime.Loops[1].SwitchTo();
            for (int i = 0; i < yields; i++)
            {
                await Fiber.Yield();
            }

            Assert.Same(runtime.Loops[1], EventLoop.Current);
            Interlocked.Increment(ref ended);
        }
    });

    [Fact]
    public void A_failure_on_one_loop_cancels_fibers_on_the_others() => SeveralLoops.Run(3, static async runtime =>
    {
        int cut = 0;
        await Expect.Throws<InvalidDataException>(async () => await FiberScope.Run(
            async (scope, _) =>
            {
                var never = new FiberEvent();
                for (int i = 0; i < 100; i++)
                {
                    scope.Spawn(
                        runtime.Loops[i % 3],
                        async (scope, never) =>
                        {
                            try
                            {
                                await never.Wait(scope.CancellationToken);
                            }
                            catch (OperationCanceledException)
                            {
                                Interlocked.Increment(ref cut);
                                throw;
                            }
                        },
                        never);
                }

                scope.Spawn(
                    runtime.Loops[2],
                    static async (_, _) =>
                    {
                        await Fiber.Yield();
                        throw new InvalidDataException("on purpose");
                    },
                    0);
                await never.Wait(scope.CancellationToken);
            },
            0));
        Assert.Equal(100, cut);
    });
}
