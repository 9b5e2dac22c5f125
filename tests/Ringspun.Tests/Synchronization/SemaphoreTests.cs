namespace Ringspun.Tests.Synchronization;

public sealed class SemaphoreTests
{
    [Fact]
    public void As_many_as_there_are_permits() => LoopThread.RunFiber(static async _ =>
    {
        var semaphore = new FiberSemaphore(3, 3);
        int inside = 0;
        int most = 0;
        await FiberScope.Run(
            async (scope, _) =>
            {
                for (int i = 0; i < 20; i++)
                {
                    scope.Spawn(
                        async (_, _) =>
                        {
                            await semaphore.Wait();
                            most = Math.Max(most, ++inside);
                            await Fiber.Sleep(TimeSpan.FromSeconds(1));
                            inside--;
                            semaphore.Release();
                        },
                        0);
                }

                await Fiber.Yield();
            },
            0);
        Assert.Equal(3, most);
        Assert.Equal(3, semaphore.Free);
        Assert.Throws<SemaphoreFullException>(semaphore.Release);
    });

    [Fact]
    public void Several_permits_go_to_those_who_wait_in_order() => LoopThread.RunFiber(static async _ =>
    {
        var semaphore = new FiberSemaphore(0);
        FiberWait[] waits = [semaphore.Wait(), semaphore.Wait(), semaphore.Wait()];
        semaphore.Release(2);
        Assert.Equal([true, true, false], waits.Select(wait => wait.IsCompleted));
        semaphore.Release(3);
        Assert.Equal(2, semaphore.Free);
        foreach (FiberWait wait in waits)
        {
            await wait;
        }

        Assert.True(semaphore.TryWait() && semaphore.TryWait());
        Assert.False(semaphore.TryWait());
        Assert.Throws<ArgumentOutOfRangeException>(() => semaphore.Release(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FiberSemaphore(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FiberSemaphore(2, 1));
    });

    [Fact]
    public void A_cancelled_wait_takes_no_permit() => LoopThread.RunFiber(static async _ =>
    {
        var semaphore = new FiberSemaphore(0);
        using var cancel = new CancellationTokenSource();
        FiberWait wait = semaphore.Wait(cancel.Token);
        await cancel.CancelAsync();
        semaphore.Release();
        await Expect.Throws<OperationCanceledException>(async () => await wait);
        Assert.Equal(1, semaphore.Free);
        await Expect.Throws<OperationCanceledException>(async () => await semaphore.Wait(cancel.Token));
        Assert.Equal(1, semaphore.Free);
    });
}
