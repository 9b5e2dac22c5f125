namespace Ringspun.Tests.Synchronization;

public sealed class EventTests
{
    [Fact]
    public void A_manual_event_lets_all_pass_until_it_is_reset() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new FiberEvent();
        FiberWait first = gate.Wait();
        FiberWait second = gate.Wait();
        Assert.False(gate.IsSet || first.IsCompleted || second.IsCompleted);
        gate.Set();
        gate.Reset();
        Assert.True(first.IsCompleted && second.IsCompleted);
        Assert.False(gate.Wait().IsCompleted);
        gate.Set();
        Assert.True(gate.IsSet && gate.Wait().IsCompleted && gate.Wait().IsCompleted);
        await first;
        await second;
        await gate.Wait();
    });

    [Fact]
    public void An_automatic_event_lets_one_pass() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new FiberEvent(FiberEventReset.Auto, isSet: true);
        await gate.Wait();
        FiberWait first = gate.Wait();
        FiberWait second = gate.Wait();
        gate.Set();
        Assert.True(first.IsCompleted);
        Assert.False(second.IsCompleted || gate.IsSet);
        gate.Set();
        gate.Set();
        gate.Set();
        Assert.True(second.IsCompleted && gate.IsSet);
        Assert.True(gate.Wait().IsCompleted);
        Assert.False(gate.IsSet);
        await first;
        await second;
    });

    [Fact]
    public void A_cancelled_wait_does_not_take_the_event() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new FiberEvent(FiberEventReset.Auto);
        using var cancel = new CancellationTokenSource();
        FiberWait first = gate.Wait(cancel.Token);
        FiberWait second = gate.Wait();
        await cancel.CancelAsync();
        gate.Set();
        await second;
        await Expect.Throws<OperationCanceledException>(async () => await first);
        await Expect.Throws<OperationCanceledException>(async () => await gate.Wait(cancel.Token));
    });
}
