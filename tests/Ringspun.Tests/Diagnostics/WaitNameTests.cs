namespace Ringspun.Tests.Diagnostics;

/// <summary>A dump says at what a fiber waits, not just that it waits.</summary>
public sealed class WaitNameTests
{
    [Fact]
    public void Waits_at_the_synchronisation_types_are_named() => LoopThread.Run(static () =>
    {
        using var loop = new EventLoop(new SimulatedDriver(Seeds.Next()), new EventLoopOptions { TrackFibers = true });
        loop.RunUntil(NameAll, loop);
    });

    private static async Fiber NameAll(EventLoop loop)
    {
        var mutex = new FiberMutex();
        await mutex.Enter();
        var gate = new FiberReaderWriterLock();
        await gate.EnterWrite();
        var empty = new FiberChannel<int>(1);
        var full = new FiberChannel<int>(1);
        await full.Write(0);
        var unread = new FiberBroadcast<int>(1, SlowSubscriber.HoldsUpPublisher);
        using FiberSubscription<int> subscription = unread.Subscribe();
        await unread.Publish(0);
        var news = new FiberBroadcast<int>(1, SlowSubscriber.HoldsUpPublisher);
        using FiberSubscription<int> reader = news.Subscribe();
        var guarding = new FiberMutex();
        var condition = new FiberCondition(guarding);
        var select = new FiberSelect();
        select.Read(empty);
        var variable = new TVar<int>(0);

        using var end = new CancellationTokenSource();
        Dictionary<string, Func<CancellationToken, Fiber>> waits = new()
        {
            ["mutex"] = async cancel => await mutex.Enter(cancel),
            ["semaphore"] = async cancel => await new FiberSemaphore(0).Wait(cancel),
            ["event"] = async cancel => await new FiberEvent().Wait(cancel),
            ["barrier"] = async cancel => await new FiberBarrier(2).SignalAndWait(cancel),
            ["read lock"] = async cancel => await gate.LockRead(cancel),
            ["write lock"] = async cancel => await gate.LockWrite(cancel),
            ["channel read"] = async cancel => await empty.Read(cancel),
            ["channel write"] = async cancel => await full.Write(1, cancel),
            ["broadcast read"] = async cancel => await reader.Read(cancel),
            ["broadcast publish"] = async cancel => await unread.Publish(1, cancel),
            ["select"] = async cancel => await select.Wait(cancel),
            ["transaction retry"] = cancel => Stm.Atomically(transaction => transaction.Require(transaction.Read(variable) > 0), cancel),
            ["condition"] = async cancel =>
            {
                using (await guarding.Lock(cancel))
                {
                    await condition.Wait(cancel);
                }
            },
            ["end of scope"] = cancel => FiberScope.Run(
                static (scope, _) =>
                {
                    scope.Spawn(static async (scope, _) => await Never.Until(scope.CancellationToken), 0, new FiberOptions { Name = "Task" });
                    return Fiber.Completed;
                },
                0,
                cancel),
        };
        List<FiberHandle> fibers = [.. waits.Select(wait => loop.Spawn(wait.Value, end.Token, new FiberOptions { Name = wait.Key }))];
        await Fiber.Yield();

        // Each fiber is named after what it must be said to wait for.
        FiberSnapshot[] waiting = [.. loop.SnapshotFibers().Where(static fiber => fiber.State == FiberState.Waiting)];
        Assert.Equal(waits.Count + 1, waiting.Length);
        Assert.All(waiting, static fiber => Assert.Equal(fiber.Name, fiber.Operation));
        Assert.Contains("\"mutex\" waiting for mutex", loop.DumpFibers(), StringComparison.Ordinal);

        await end.CancelAsync();
        foreach (FiberHandle fiber in fibers)
        {
            await Expect.Throws<OperationCanceledException>(async () => await fiber);
        }
    }
}
