namespace Ringspun.Tests.Synchronization;

public sealed class BroadcastTests
{
    [Fact]
    public void Every_subscriber_sees_every_item_from_its_beginning_on() => LoopThread.RunFiber(static async _ =>
    {
        var broadcast = new FiberBroadcast<int>(4);
        await broadcast.Publish(0);
        using FiberSubscription<int> first = broadcast.Subscribe();
        await broadcast.Publish(1);
        using FiberSubscription<int> second = broadcast.Subscribe();
        FiberWait<int> waiting = second.Read();
        Assert.Throws<InvalidOperationException>(() => second.Read());
        await broadcast.Publish(2);
        Assert.Equal(2, await waiting);
        Assert.Equal((1, 2), (await first.Read(), await first.Read()));
        Assert.False(first.TryRead(out int _));
        Assert.Equal(2, broadcast.Subscribers);
        broadcast.Close();
        await Expect.Throws<FiberChannelClosedException>(async () => await first.Read());
        await Expect.Throws<FiberChannelClosedException>(async () => await broadcast.Publish(3));
        Assert.False(broadcast.TryPublish(3));
    });

    [Fact]
    public void A_slow_subscriber_holds_the_publisher_up() => LoopThread.RunFiber(static async _ =>
    {
        var broadcast = new FiberBroadcast<int>(2);
        FiberSubscription<int> slow = broadcast.Subscribe();
        using FiberSubscription<int> quick = broadcast.Subscribe();
        Assert.True(broadcast.TryPublish(1) && broadcast.TryPublish(2));
        Assert.Equal((1, 2), (await quick.Read(), await quick.Read()));
        FiberWait<int> next = quick.Read();
        Assert.False(broadcast.TryPublish(3));
        FiberWait third = broadcast.Publish(3);
        FiberWait fourth = broadcast.Publish(4);
        Assert.False(third.IsCompleted || next.IsCompleted);
        Assert.Equal(1, await slow.Read());
        Assert.Equal(3, await next);
        await third;
        Assert.False(fourth.IsCompleted);

        // Without it nobody has to wait.
        slow.Dispose();
        slow.Dispose();
        await fourth;
        Assert.Equal(4, await quick.Read());
        await Expect.Throws<FiberChannelClosedException>(async () => await slow.Read());
        for (int i = 0; i < 10; i++)
        {
            await broadcast.Publish(i);
            Assert.Equal(i, await quick.Read());
        }
    });

    [Fact]
    public void A_slow_subscriber_misses_the_oldest_items_and_knows_how_many() => LoopThread.RunFiber(static async _ =>
    {
        var broadcast = new FiberBroadcast<string>(2, SlowSubscriber.MissesOldest);
        using FiberSubscription<string> slow = broadcast.Subscribe();
        for (int i = 1; i <= 5; i++)
        {
            await broadcast.Publish($"{i}");
        }

        Assert.Equal("4", await slow.Read());
        Assert.Equal(3, slow.Missed);
        Assert.Equal("5", await slow.Read());
        Assert.False(slow.TryRead(out string? none), none);
        await broadcast.Publish("6");
        Assert.True(slow.TryRead(out string? last));
        Assert.Equal("6", last);
    });

    [Fact]
    public void A_slow_subscriber_is_cut_off() => LoopThread.RunFiber(static async _ =>
    {
        var broadcast = new FiberBroadcast<int>(2, SlowSubscriber.IsDisconnected);
        using FiberSubscription<int> slow = broadcast.Subscribe();
        using FiberSubscription<int> quick = broadcast.Subscribe();
        for (int i = 1; i <= 3; i++)
        {
            await broadcast.Publish(i);
            Assert.Equal(i, await quick.Read());
        }

        FiberChannelClosedException failure = await Expect.Throws<FiberChannelClosedException>(async () => await slow.Read());
        Assert.Contains("too slow", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, broadcast.Subscribers);
        await broadcast.Publish(4);
        Assert.Equal(4, await quick.Read());
    });

    [Fact]
    public void Waits_are_cancelled_and_end_with_the_subscription() => LoopThread.RunFiber(static async _ =>
    {
        var broadcast = new FiberBroadcast<int>(1);
        FiberSubscription<int> subscription = broadcast.Subscribe();
        using var cancel = new CancellationTokenSource();
        FiberWait<int> read = subscription.Read(cancel.Token);
        await cancel.CancelAsync();
        await Expect.Throws<OperationCanceledException>(async () => await read);
        await Expect.Throws<OperationCanceledException>(async () => await subscription.Read(cancel.Token));
        await broadcast.Publish(1);
        using var cancel2 = new CancellationTokenSource();
        FiberWait publish = broadcast.Publish(2, cancel2.Token);
        await cancel2.CancelAsync();
        await Expect.Throws<OperationCanceledException>(async () => await publish);
        await Expect.Throws<OperationCanceledException>(async () => await broadcast.Publish(2, cancel2.Token));
        Assert.Equal(1, await subscription.Read());
        read = subscription.Read();
        subscription.Dispose();
        await Expect.Throws<FiberChannelClosedException>(async () => await read);
        FiberWait<int> other = broadcast.Subscribe().Read();
        broadcast.Close();
        await Expect.Throws<FiberChannelClosedException>(async () => await other);
    });

    [Fact]
    public void Every_subscriber_on_every_loop_sees_every_item_in_order() => SeveralLoops.Run(3, static async runtime =>
    {
        const int Count = 3000;
        var broadcast = new FiberBroadcast<int>(8);
        FiberSubscription<int>[] subscriptions = [.. Enumerable.Range(0, 6).Select(_ => broadcast.Subscribe())];
        await FiberScope.Run(
            async (scope, _) =>
            {
                for (int i = 0; i < subscriptions.Length; i++)
                {
                    scope.Spawn(
                        runtime.Loops[i % 3],
                        static async (_, subscription) =>
                        {
                            for (int item = 0; item < Count; item++)
                            {
                                Assert.Equal(item, await subscription.Read());
                            }
                        },
                        subscriptions[i]);
                }

                for (int item = 0; item < Count; item++)
                {
                    await broadcast.Publish(item);
                }
            },
            0);
    });
}
