using System.Diagnostics;
using Ringspun.Bench.Measuring;
using Ringspun.Bench.Reporting;

namespace Ringspun.Bench.Fibers;

/// <summary>Native threads, for comparison: all alive and waiting.</summary>
internal sealed class ThreadBenchmark(int count)
{
    public IReadOnlyList<Figure> Run()
    {
        using ManualResetEventSlim end = new();
        using SemaphoreSlim ready = new(0);
        List<Thread> threads = [];
        long before = ProcessMemory.Resident();
        var clock = Stopwatch.StartNew();
        try
        {
            for (int i = 0; i < count; i++)
            {
                var thread = new Thread(() =>
                {
                    ready.Release();
                    end.Wait();
                });
                thread.UnsafeStart();
                threads.Add(thread);
            }
        }
        catch (OutOfMemoryException)
        {
            Console.Error.WriteLine($"the machine allows no more than {threads.Count} threads; see ulimit -u and pids.max");
        }

        for (int i = 0; i < threads.Count; i++)
        {
            ready.Wait();
        }

        double start = clock.Elapsed.TotalNanoseconds / threads.Count;
        double bytes = (ProcessMemory.Resident() - before) / (double)threads.Count;
        end.Set();
        threads.ForEach(static thread => thread.Join());
        return
        [
            new Figure("a native thread that waits", Math.Round(bytes), "bytes resident", [bytes], Remark: $"over {threads.Count} of them"),
            new Figure("to start one of them", Math.Round(start), "ns", [start]),
        ];
    }
}
