namespace Ringspun.Samples.Fibers;

/// <summary>Fibers that wait for each other.</summary>
internal static class Locks
{
    public static async Fiber Mutex()
    {
        var mutex = new FiberMutex();
        await FiberScope.Run(
            static async (scope, mutex) =>
            {
                scope.Spawn(Append, (mutex, "first line"));
                scope.Spawn(Append, (mutex, "second line"));
                await Fiber.Yield();
            },
            mutex);

        static async Fiber Append(FiberScope scope, (FiberMutex Mutex, string Text) log)
        {
            using (await log.Mutex.Lock(scope.CancellationToken))
            {
                Console.Write(log.Text[..5]);
                await Fiber.Yield(); // others run here, but none of them writes
                Console.WriteLine(log.Text[5..]);
            }
        }
    }

    public static async Fiber Semaphore()
    {
        var slots = new FiberSemaphore(free: 2);
        await FiberScope.Run(
            static async (scope, slots) =>
            {
                for (int i = 1; i <= 4; i++)
                {
                    scope.Spawn(Download, (slots, i));
                }

                await Fiber.Yield();
            },
            slots);

        static async Fiber Download(FiberScope scope, (FiberSemaphore Slots, int Number) file)
        {
            await file.Slots.Wait(scope.CancellationToken);
            try
            {
                Console.WriteLine($"file {file.Number}; {file.Slots.Free} slots are free");
                await Fiber.Sleep(TimeSpan.FromSeconds(1), scope.CancellationToken);
            }
            finally
            {
                file.Slots.Release();
            }
        }
    }

    public static async Fiber Event()
    {
        var ready = new FiberEvent();
        FiberHandle waiting = EventLoop.Current!.Spawn(
            static async ready =>
            {
                await ready.Wait();
                Console.WriteLine("it is ready");
            },
            ready);
        ready.Set();
        await waiting;
    }

    public static async Fiber Condition()
    {
        var mutex = new FiberMutex();
        var arrived = new FiberCondition(mutex);
        var letters = new Queue<string>();
        FiberHandle reader = EventLoop.Current!.Spawn(
            static async box =>
            {
                using (await box.Mutex.Lock())
                {
                    while (box.Letters.Count == 0)
                    {
                        await box.Arrived.Wait();
                    }

                    Console.WriteLine(box.Letters.Dequeue());
                }
            },
            (Mutex: mutex, Arrived: arrived, Letters: letters));
        using (await mutex.Lock())
        {
            letters.Enqueue("a letter");
            arrived.Notify();
        }

        await reader;
    }

    public static async Fiber ReadersAndWriter()
    {
        var gate = new FiberReaderWriterLock();
        using (await gate.LockRead())
        using (await gate.LockRead())
        {
            Console.WriteLine($"{gate.Readers} read at once");
        }

        using (await gate.LockWrite())
        {
            Console.WriteLine($"one writes, and can {(gate.TryEnterRead() ? "" : "not ")}be disturbed");
        }
    }

    public static async Fiber Barrier()
    {
        var barrier = new FiberBarrier(participants: 3);
        await FiberScope.Run(
            static async (scope, barrier) =>
            {
                for (int i = 1; i <= 3; i++)
                {
                    scope.Spawn(
                        static async (scope, part) =>
                        {
                            await Fiber.Sleep(TimeSpan.FromSeconds(part.Seconds), scope.CancellationToken);
                            await part.Barrier.SignalAndWait(scope.CancellationToken);
                        },
                        (Barrier: barrier, Seconds: i));
                }

                await Fiber.Yield();
            },
            barrier);
        Console.WriteLine($"all have arrived {barrier.Phase} time");
    }
}
