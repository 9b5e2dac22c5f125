namespace Ringspun.Tests.Synchronization;

/// <summary>Cancellation that meets a grant, from other loops: nothing is lost, nothing granted twice.</summary>
public sealed class CancelRaceTests
{
    private const int Loops = 3;
    private const int Fibers = 24;
    private const int Rounds = 600;

    [Fact]
    public void A_mutex_under_cancellation_is_never_lost_and_never_doubled() => Stress(static async (_, shared, random, cancel) =>
    {
        await shared.Mutex.Enter(cancel);
        Assert.Equal(1, Interlocked.Increment(ref shared.Inside));
        if (random.Next(3) == 0)
        {
            await Fiber.Yield();
        }

        Interlocked.Decrement(ref shared.Inside);
        shared.Mutex.Release();
    });

    [Fact]
    public void A_semaphore_under_cancellation_keeps_its_permits() => Stress(static async (_, shared, random, cancel) =>
    {
        await shared.Semaphore.Wait(cancel);
        Assert.InRange(Interlocked.Increment(ref shared.Inside), 1, 2);
        if (random.Next(3) == 0)
        {
            await Fiber.Yield();
        }

        Interlocked.Decrement(ref shared.Inside);
        shared.Semaphore.Release();
    });

    [Fact]
    public void An_automatic_event_under_cancellation_is_not_lost() => Stress(static async (_, shared, _, cancel) =>
    {
        // A token of one: who passes must set it again, or everybody waits for ever.
        await shared.Turn.Wait(cancel);
        Assert.Equal(1, Interlocked.Increment(ref shared.Inside));
        await Fiber.Yield();
        Interlocked.Decrement(ref shared.Inside);
        shared.Turn.Set();
    });

    [Fact]
    public void A_lock_for_readers_and_writers_under_cancellation_keeps_them_apart() => Stress(static async (_, shared, random, cancel) =>
    {
        if (random.Next(3) == 0)
        {
            using (await shared.ReaderWriter.LockWrite(cancel))
            {
                Assert.Equal(1, Interlocked.Increment(ref shared.Inside));
                await Fiber.Yield();
                Interlocked.Decrement(ref shared.Inside);
            }
        }
        else
        {
            using (await shared.ReaderWriter.LockRead(cancel))
            {
                Assert.Equal(0, Volatile.Read(ref shared.Inside));
                await Fiber.Yield();
            }
        }
    });

    [Fact]
    public void A_channel_under_cancellation_loses_no_item() => Stress(static async (id, shared, _, cancel) =>
    {
        if (id % 2 == 0)
        {
            await shared.Channel.Write(1, cancel);
            Interlocked.Increment(ref shared.Written);
        }
        else
        {
            Interlocked.Add(ref shared.Read, await shared.Channel.Read(cancel));
        }
    });

    private static void Stress(Func<int, SharedState, Random, CancellationToken, Fiber> round) => SeveralLoops.Run(Loops, async runtime =>
    {
        int seed = Seeds.Next();
        var shared = new SharedState();
        int cut = 0;
        await FiberScope.Run(
            async (scope, _) =>
            {
                for (int id = 0; id < Fibers; id++)
                {
                    scope.Spawn(
                        runtime.Loops[id % Loops],
                        async (_, id) =>
                        {
                            var random = new Random(seed + id);
                            for (int i = 0; i < Rounds; i++)
                            {
                                using var source = new CancellationTokenSource();
                                runtime.Loops[random.Next(Loops)].SpawnDetached(CancelSoon, (source, random.Next(6)));
                                try
                                {
                                    await round(id, shared, random, source.Token);
                                }
                                catch (OperationCanceledException)
                                {
                                    Interlocked.Increment(ref cut);
                                }
                            }
                        },
                        id);
                }

                await Fiber.Yield();
            },
            0);
        LoopThread.Output?.WriteLine($"{cut} of {Fibers * Rounds} waits were cut");

        // What is left is whole.
        Assert.True(shared.Mutex.TryEnter());
        Assert.Equal(2, shared.Semaphore.Free);
        Assert.True(shared.Turn.IsSet);
        Assert.True(shared.ReaderWriter.TryEnterWrite());
        while (shared.Channel.TryRead(out int item))
        {
            shared.Read += item;
        }

        Assert.Equal(shared.Written, shared.Read);

        static async Fiber CancelSoon((CancellationTokenSource Source, int Yields) when)
        {
            for (int i = 0; i < when.Yields; i++)
            {
                await Fiber.Yield();
            }

            try
            {
                await when.Source.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // The round was quicker.
            }
        }
    });

    private sealed class SharedState
    {
        public readonly FiberMutex Mutex = new();
        public readonly FiberSemaphore Semaphore = new(2, 2);
        public readonly FiberEvent Turn = new(FiberEventReset.Auto, isSet: true);
        public readonly FiberReaderWriterLock ReaderWriter = new();
        public readonly FiberChannel<int> Channel = new(3);
        public int Inside;
        public int Written;
        public int Read;
    }
}
