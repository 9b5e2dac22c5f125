namespace Ringspun.Tests.Synchronization;

public sealed class ReaderWriterLockTests
{
    [Fact]
    public void Many_readers_or_one_writer() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new FiberReaderWriterLock();
        await gate.EnterRead();
        Assert.True(gate.TryEnterRead());
        Assert.Equal(2, gate.Readers);
        Assert.False(gate.TryEnterWrite());
        gate.ReleaseRead();
        gate.ReleaseRead();
        await gate.EnterWrite();
        Assert.True(gate.IsWriteHeld);
        Assert.False(gate.TryEnterRead() || gate.TryEnterWrite());
        gate.ReleaseWrite();
        Assert.Throws<SynchronizationLockException>(gate.ReleaseWrite);
        Assert.Throws<SynchronizationLockException>(gate.ReleaseRead);
        await gate.EnterRead();
        Assert.Throws<SynchronizationLockException>(gate.ReleaseWrite);
        gate.ReleaseRead();
        using (await gate.LockRead())
        {
            Assert.Equal(1, gate.Readers);
        }

        using (await gate.LockWrite())
        {
            Assert.True(gate.IsWriteHeld);
        }

        Assert.True(gate.TryEnterWrite());
    });

    [Fact]
    public void Nobody_overtakes() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new FiberReaderWriterLock();
        await gate.EnterRead();
        FiberWait writer = gate.EnterWrite();
        FiberWait<FiberLockGuard> reader = gate.LockRead();
        FiberWait reader2 = gate.EnterRead();
        FiberWait writer2 = gate.EnterWrite();
        Assert.False(gate.TryEnterRead());
        Assert.False(writer.IsCompleted || reader.IsCompleted || writer2.IsCompleted);
        gate.ReleaseRead();
        Assert.True(writer.IsCompleted);
        Assert.False(reader.IsCompleted);
        gate.ReleaseWrite();
        Assert.True(reader.IsCompleted && reader2.IsCompleted);
        Assert.False(writer2.IsCompleted);
        (await reader).Dispose();
        gate.ReleaseRead();
        Assert.True(writer2.IsCompleted);
        gate.ReleaseWrite();
        Assert.True(gate.TryEnterWrite());
        await writer;
        await reader2;
        await writer2;
    });

    [Fact]
    public void A_cancelled_writer_lets_the_readers_behind_it_in() => LoopThread.RunFiber(static async _ =>
    {
        var gate = new FiberReaderWriterLock();
        await gate.EnterRead();
        using var cancel = new CancellationTokenSource();
        FiberWait writer = gate.EnterWrite(cancel.Token);
        FiberWait reader = gate.EnterRead();
        Assert.False(reader.IsCompleted);
        await cancel.CancelAsync();
        Assert.True(reader.IsCompleted);
        await reader;
        await Expect.Throws<OperationCanceledException>(async () => await writer);
        await Expect.Throws<OperationCanceledException>(async () => await gate.LockWrite(cancel.Token));
        Assert.Equal(2, gate.Readers);
        Assert.True(gate.TryEnterRead());
    });

    [Fact]
    public void Readers_and_writers_on_several_loops_keep_apart() => SeveralLoops.Run(3, static async runtime =>
    {
        var gate = new FiberReaderWriterLock();
        int readers = 0;
        int writers = 0;
        long sum = 0;
        await FiberScope.Run(
            async (scope, _) =>
            {
                for (int i = 0; i < 12; i++)
                {
                    scope.Spawn(
                        runtime.Loops[i % 3],
                        async (_, i) =>
                        {
                            var random = new Random(i);
                            for (int round = 0; round < 2000; round++)
                            {
                                if (random.Next(4) == 0)
                                {
                                    using (await gate.LockWrite())
                                    {
                                        Assert.Equal(1, Interlocked.Increment(ref writers));
                                        Assert.Equal(0, Volatile.Read(ref readers));
                                        sum++;
                                        Interlocked.Decrement(ref writers);
                                    }
                                }
                                else
                                {
                                    using (await gate.LockRead())
                                    {
                                        Interlocked.Increment(ref readers);
                                        Assert.Equal(0, Volatile.Read(ref writers));
                                        Interlocked.Decrement(ref readers);
                                    }
                                }
                            }
                        },
                        i);
                }

                await Fiber.Yield();
            },
            0);
        Assert.Equal(0, gate.Readers);
        Assert.False(gate.IsWriteHeld);
        Assert.NotEqual(0, sum);
    });
}
