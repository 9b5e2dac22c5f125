namespace Ringspun.Tests.Scopes;

[Collection(nameof(MemorySensitive))]
public sealed class ScopeMemoryTests
{
    [Fact]
    public void A_fiber_in_a_scope_with_cancellation_is_at_most_80_bytes() => LoopThread.RunFiber(static async _ =>
    {
        const int Count = 100_000;
        double each = 0;
        int ended = 0;
        for (int round = 0; round < 3; round++)
        {
            await FiberScope.Run(
                async (scope, _) =>
                {
                    Func<FiberScope, int, Fiber> body = async (scope, _) =>
                    {
                        while (!scope.IsCancellationRequested)
                        {
                            await Fiber.Yield();
                        }

                        ended++;
                    };
                    long before = GC.GetTotalMemory(forceFullCollection: true);
                    for (int i = 0; i < Count; i++)
                    {
                        scope.Spawn(body, 0);
                    }

                    each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count;
                    await Fiber.Yield();
                    scope.Cancel();
                },
                0);
        }

        LoopThread.Output?.WriteLine($"{each:F1} bytes per suspended fiber of a scope");
        Assert.InRange(each, 32, 80);
        Assert.Equal(3 * Count, ended);
    });
}
