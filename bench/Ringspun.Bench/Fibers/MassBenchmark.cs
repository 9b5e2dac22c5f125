using System.Diagnostics;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;
using Ringspun.Bench.Switch;

namespace Ringspun.Bench.Fibers;

/// <summary>Very many fibers that loop over Yield, all alive and suspended: their memory as live heap, and the process's peak.</summary>
internal sealed class MassBenchmark(int count)
{
    private static Turn s_turn = new();

    /// <summary>Tasks are so much larger that a tenth of them will do.</summary>
    private readonly int _tasks = Math.Max(1, count / 10);

    /// <summary>What one holds, what the process holds with all of them, and what it takes to start one.</summary>
    public IReadOnlyList<Figure> RunFibers() => LoopWorld.Run(Fibers);

    private Figure[] Fibers(EventLoop loop)
    {
        // The builder's own caches, and what the JIT allocates, are not the fibers'.
        Alive(loop, 1000);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Turn turn = s_turn = new Turn();
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < count; i++)
        {
            loop.SpawnDetached(Spin, turn);
        }

        double spawned = clock.Elapsed.TotalNanoseconds / count;
        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)count;
        while (turn.Count < 2L * count)
        {
            loop.RunOnce(TimeSpan.Zero);
        }

        double peak = ProcessMemory.Peak() / 1e6;
        turn.IsOver = true;
        while (loop.HasReadyFibers)
        {
            loop.RunOnce(TimeSpan.Zero);
        }

        return
        [
            new("a suspended fiber that loops over Yield", Math.Round(bytes, 2), "bytes", [bytes], Remark: $"live heap over {count} of them"),
            new("the process with all of them alive and taking turns", Math.Round(peak, 1), "MB peak resident", [peak]),
            new("to start one of them", Math.Round(spawned, 2), "ns", [spawned]),
        ];
    }

    private static void Alive(EventLoop loop, int fibers)
    {
        Turn turn = s_turn = new Turn();
        for (int i = 0; i < fibers; i++)
        {
            loop.SpawnDetached(Spin, turn);
        }

        while (turn.Count < 100 * fibers)
        {
            loop.RunOnce(TimeSpan.Zero);
        }

        turn.IsOver = true;
        while (loop.HasReadyFibers)
        {
            loop.RunOnce(TimeSpan.Zero);
        }
    }

    /// <summary>It has no variable of its own: what is left is what any fiber has.</summary>
    private static async Fiber Spin(Turn _)
    {
        while (!s_turn.IsOver)
        {
            s_turn.Count++;
            await Fiber.Yield();
        }
    }

    /// <summary>What an async method holds that returns a task.</summary>
    public Figure RunTasks()
    {
        var pump = new PumpContext();
        double bytes = pump.Run(() =>
        {
            long before = GC.GetTotalMemory(forceFullCollection: true);
            var turn = new Turn();
            for (int i = 0; i < _tasks; i++)
            {
                _ = SpinTask(turn);
            }

            pump.RunReady();
            double each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)_tasks;
            turn.IsOver = true;
            pump.RunReady();
            return each;
        });
        return new Figure(
            "an async Task method that loops over Task.Yield", Math.Round(bytes, 2), "bytes", [bytes], Remark: $"with its place in a queue; over {_tasks} of them");

        static async Task SpinTask(Turn turn)
        {
            while (!turn.IsOver)
            {
                turn.Count++;
                await Task.Yield();
            }
        }
    }
}
