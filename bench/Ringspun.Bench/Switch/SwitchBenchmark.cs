using System.Diagnostics;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Switch;

/// <summary>Fibers, or tasks, that do nothing but let the others go first.</summary>
internal sealed class SwitchBenchmark(int fibers, int rounds, TimeSpan length)
{
    private const string Unit = "million switches/s";

    public IReadOnlyList<Figure> Run() =>
    [
        InTurn(),
        Fibers("fibers, by priority, all the same", static () => new PriorityRunQueue(), static _ => default),
        Fibers("fibers, by deadline, all the same", static () => new DeadlineRunQueue(), static _ => new FiberOptions { Deadline = 1 }),
        PoolTasks(),
        SingleThreadTasks(),
    ];

    /// <summary>Fibers in the order in which they became ready.</summary>
    public Figure InTurn() => Fibers("fibers, first in first out", null, static _ => default);

    private Figure Fibers(string name, Func<IRunQueue>? queue, Func<int, FiberOptions> options) => LoopWorld.Run(
        loop => Rounds.Rate(name, Unit, rounds, () =>
        {
            var turn = new Turn();
            for (int i = 0; i < fibers; i++)
            {
                loop.SpawnDetached(Spin, turn, options(i));
            }

            // More urgent than all, for a policy may let nobody else run.
            FiberHandle watch = loop.Spawn(Watch, (turn, length), new FiberOptions { Priority = 1, Deadline = 0 });
            while (!watch.IsCompleted)
            {
                loop.RunOnce(TimeSpan.Zero);
            }

            return turn.Count;
        }),
        queue);

    private static async Fiber Spin(Turn turn)
    {
        while (!turn.IsOver)
        {
            turn.Count++;
            await Fiber.Yield();
        }
    }

    /// <summary>Looks at the clock now and then; counts as little as it does.</summary>
    private static async Fiber Watch((Turn Turn, TimeSpan Length) watched)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < watched.Length)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }

        watched.Turn.IsOver = true;
        for (int i = 0; i < 2; i++)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Tasks on the thread pool, on all cores.</summary>
    public Figure PoolTasks() => Rounds.Rate("tasks, Task.Yield on the thread pool", Unit, rounds, () =>
    {
        var clock = Stopwatch.StartNew();
        bool isOver = false;
        long[] counts = new long[fibers];
        var all = new Task[fibers];
        for (int i = 0; i < fibers; i++)
        {
            int number = i;
            all[i] = Task.Run(async () =>
            {
                long count = 0;
                while (!Volatile.Read(ref isOver))
                {
                    count++;
                    await Task.Yield();
                }

                counts[number] = count;
            });
        }

        while (clock.Elapsed < length)
        {
            Thread.Sleep(1);
        }

        Volatile.Write(ref isOver, true);
        Task.WaitAll(all);
        return counts.Sum();
    });

    private Figure SingleThreadTasks() => Rounds.Rate("tasks, Task.Yield on one thread", Unit, rounds, () =>
    {
        var pump = new PumpContext();
        return pump.Run(() =>
        {
            var turn = new Turn();
            for (int i = 0; i < fibers; i++)
            {
                _ = SpinTask(turn);
            }

            var clock = Stopwatch.StartNew();
            while (clock.Elapsed < length)
            {
                pump.RunReady();
            }

            turn.IsOver = true;
            pump.RunReady();
            return turn.Count;
        });

        static async Task SpinTask(Turn turn)
        {
            while (!turn.IsOver)
            {
                turn.Count++;
                await Task.Yield();
            }
        }
    });
}
