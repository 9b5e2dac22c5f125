namespace Ringspun.Tests.Synchronization;

public sealed class ChannelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public void Items_arrive_in_order_and_then_the_end(int capacity) => LoopThread.RunFiber(async loop =>
    {
        var channel = new FiberChannel<int>(capacity);
        var received = new List<int>();
        await FiberScope.Run(
            static async (scope, all) =>
            {
                scope.Spawn(
                    static async (_, channel) =>
                    {
                        for (int i = 0; i < 1000; i++)
                        {
                            await channel.Write(i);
                        }

                        channel.Close();
                    },
                    all.Channel);
                await foreach (int item in all.Channel)
                {
                    all.Received.Add(item);
                }
            },
            (Channel: channel, Received: received));
        Assert.Equal(Enumerable.Range(0, 1000), received);
        await Expect.Throws<FiberChannelClosedException>(async () => await channel.Read());
        await Expect.Throws<FiberChannelClosedException>(async () => await channel.Write(0));
        Assert.False(channel.TryRead(out _) || channel.TryWrite(0));
    });

    [Fact]
    public void A_full_channel_holds_its_writers_up() => LoopThread.RunFiber(static async _ =>
    {
        var channel = new FiberChannel<int>(2);
        Assert.Equal(2, channel.Capacity);
        Assert.True(channel.TryWrite(1) && channel.TryWrite(2));
        Assert.False(channel.TryWrite(3));
        FiberWait third = channel.Write(3);
        FiberWait fourth = channel.Write(4);
        Assert.False(third.IsCompleted);
        Assert.Equal(1, await channel.Read());
        Assert.True(third.IsCompleted);
        Assert.False(fourth.IsCompleted);
        Assert.Equal(2, channel.Count);
        Assert.True(channel.TryRead(out int second));
        Assert.Equal((2, 3, 4), (second, await channel.Read(), await channel.Read()));
        await third;
        await fourth;
        Assert.False(channel.TryRead(out int _));
    });

    [Fact]
    public void A_rendezvous_keeps_nothing() => LoopThread.RunFiber(static async _ =>
    {
        FiberChannel<string> channel = FiberChannel<string>.Rendezvous();
        Assert.False(channel.TryWrite("nobody reads"));
        FiberWait<string> read = channel.Read();
        Assert.True(channel.TryWrite("first"));
        Assert.Equal("first", await read);
        FiberWait write = channel.Write("second");
        Assert.False(write.IsCompleted);
        Assert.True(channel.TryRead(out string? second));
        Assert.Equal("second", second);
        await write;
        Assert.Equal(0, channel.Count);
    });

    [Fact]
    public void Readers_are_served_in_order() => LoopThread.RunFiber(static async _ =>
    {
        FiberChannel<int> channel = FiberChannel<int>.Unbounded();
        FiberWait<int>[] reads = [channel.Read(), channel.Read(), channel.Read()];
        await channel.Write(1);
        Assert.Equal([true, false, false], reads.Select(read => read.IsCompleted));
        await channel.Write(2);
        await channel.Write(3);
        Assert.Equal((1, 2, 3), (await reads[0], await reads[1], await reads[2]));
    });

    [Fact]
    public void Cancelled_reads_and_writes_leave_no_trace() => LoopThread.RunFiber(static async _ =>
    {
        var channel = new FiberChannel<int>(1);
        using var cancel = new CancellationTokenSource();
        FiberWait<int> read = channel.Read(cancel.Token);
        await cancel.CancelAsync();
        await Expect.Throws<OperationCanceledException>(async () => await read);
        using var cancel2 = new CancellationTokenSource();
        await channel.Write(1);
        FiberWait write = channel.Write(2, cancel2.Token);
        FiberWait write2 = channel.Write(3);
        await cancel2.CancelAsync();
        await Expect.Throws<OperationCanceledException>(async () => await write);
        Assert.Equal(1, await channel.Read());
        Assert.Equal(3, await channel.Read());
        await write2;
        await Expect.Throws<OperationCanceledException>(async () => await channel.Read(cancel.Token));
        await Expect.Throws<OperationCanceledException>(async () => await channel.Write(4, cancel.Token));
        await Expect.Throws<OperationCanceledException>(async () =>
        {
            await foreach (int item in channel.ReadAll(cancel.Token))
            {
                Assert.Fail($"{item} was never written");
            }
        });
    });

    [Fact]
    public void Closing_refuses_who_waits_and_lets_the_rest_be_read() => LoopThread.RunFiber(static async _ =>
    {
        var channel = new FiberChannel<int>(1);
        FiberWait<int> read = channel.Read();
        Assert.True(channel.Close(new IOException("the line is cut")));
        Assert.False(channel.Close());
        Assert.True(channel.IsClosed);
        FiberChannelClosedException failure = await Expect.Throws<FiberChannelClosedException>(async () => await read);
        Assert.IsType<IOException>(failure.InnerException);
        await Expect.Throws<FiberChannelClosedException>(async () =>
        {
            await foreach (int item in channel)
            {
                Assert.Fail($"{item} was never written");
            }
        });

        var full = new FiberChannel<int>(1);
        await full.Write(1);
        FiberWait write = full.Write(2);
        full.Close();
        await Expect.Throws<FiberChannelClosedException>(async () => await write);
        Assert.Equal(1, await full.Read());
        await Expect.Throws<FiberChannelClosedException>(async () => await full.Read());
    });

    [Fact]
    public void Transfers_allocate_nothing() => LoopThread.RunFiber(static async loop =>
    {
        var there = new FiberChannel<long>(4);
        FiberChannel<long> back = FiberChannel<long>.Rendezvous();
        loop.SpawnDetached(
            static async channels =>
            {
                await foreach (long item in channels.There)
                {
                    await channels.Back.Write(item + 1);
                }
            },
            (There: there, Back: back));
        Assert.Equal(0, await Steady.AllocatedBytes(async () =>
        {
            for (int i = 0; i < 5000; i++)
            {
                await there.Write(i);
                if (await back.Read() != i + 1)
                {
                    // Assert.Equal itself would allocate.
                    Assert.Fail("another item came back");
                }
            }
        }));
        there.Close();
    });

    [Fact]
    public void Every_item_arrives_once_across_loops() => SeveralLoops.Run(3, static async runtime =>
    {
        foreach (int capacity in new[] { 0, 1, 16, int.MaxValue })
        {
            var channel = new FiberChannel<int>(capacity);
            long sum = 0;
            int count = 0;
            int writers = 6;
            await FiberScope.Run(
                async (scope, _) =>
                {
                    for (int i = 0; i < 6; i++)
                    {
                        scope.Spawn(
                            runtime.Loops[i % 3],
                            async (_, i) =>
                            {
                                for (int item = 1; item <= 2000; item++)
                                {
                                    await channel.Write(item);
                                }

                                if (Interlocked.Decrement(ref writers) == 0)
                                {
                                    channel.Close();
                                }
                            },
                            i);
                        scope.Spawn(
                            runtime.Loops[(i + 1) % 3],
                            async (_, _) =>
                            {
                                await foreach (int item in channel)
                                {
                                    Interlocked.Add(ref sum, item);
                                    Interlocked.Increment(ref count);
                                }
                            },
                            0);
                    }

                    await Fiber.Yield();
                },
                0);
            Assert.Equal(12_000, count);
            Assert.Equal(6L * 2000 * 2001 / 2, sum);
        }
    });
}
