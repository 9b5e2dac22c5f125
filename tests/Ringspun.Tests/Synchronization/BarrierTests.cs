namespace Ringspun.Tests.Synchronization;

public sealed class BarrierTests
{
    [Fact]
    public void Nobody_goes_on_before_all_have_arrived() => LoopThread.RunFiber(static async _ =>
    {
        var barrier = new FiberBarrier(4);
        int[] phases = new int[4];
        await FiberScope.Run(
            async (scope, _) =>
            {
                for (int i = 0; i < 4; i++)
                {
                    scope.Spawn(
                        async (_, i) =>
                        {
                            for (int phase = 0; phase < 25; phase++)
                            {
                                await Fiber.Sleep(TimeSpan.FromMilliseconds(Random.Shared.Next(10)));
                                phases[i] = phase;
                                await barrier.SignalAndWait();
                                Assert.All(phases, other => Assert.InRange(other, phase, phase + 1));
                            }
                        },
                        i);
                }

                await Fiber.Yield();
            },
            0);
        Assert.Equal(25, barrier.Phase);
    });

    [Fact]
    public void A_cancelled_participant_has_not_arrived() => LoopThread.RunFiber(static async _ =>
    {
        var barrier = new FiberBarrier(2);
        using var cancel = new CancellationTokenSource();
        FiberWait first = barrier.SignalAndWait(cancel.Token);
        await cancel.CancelAsync();
        await Expect.Throws<OperationCanceledException>(async () => await first);
        FiberWait second = barrier.SignalAndWait();
        Assert.False(second.IsCompleted);
        Assert.True(barrier.SignalAndWait().IsCompleted);
        await second;
        await Expect.Throws<OperationCanceledException>(async () => await barrier.SignalAndWait(cancel.Token));
    });

    [Fact]
    public void Participants_may_come_and_go() => LoopThread.RunFiber(static async _ =>
    {
        var barrier = new FiberBarrier(1);
        barrier.AddParticipant();
        Assert.Equal(2, barrier.Participants);
        FiberWait wait = barrier.SignalAndWait();
        Assert.False(wait.IsCompleted);
        barrier.RemoveParticipant();
        await wait;
        Assert.Equal(1, barrier.Phase);
        barrier.RemoveParticipant();
        Assert.Throws<InvalidOperationException>(barrier.RemoveParticipant);
    });
}
