using System.Diagnostics;
using Microsoft.Win32.SafeHandles;
using Ringspun.Bench.Measuring;
using Ringspun.Linux;

namespace Ringspun.Bench.Disk;

/// <summary>.NET's own asynchronous reads, which are the thread pool's blocking ones: tasks, each with one read under way.</summary>
internal sealed class RandomAccessReads
{
    public const string Name = "RandomAccess.ReadAsync";

    // The pool adds threads by and by; it gets at once what it may come to need.
    private const int MostThreads = 256;

    private readonly SafeFileHandle _handle;
    private readonly int _block;
    private readonly long _blocks;
    private volatile LatencyCounts[] _latency;
    private volatile bool _stopping;

    private RandomAccessReads(SafeFileHandle handle, int block, long fileSize, int depth)
    {
        _handle = handle;
        _block = block;
        _blocks = fileSize / block;
        _latency = Counts(depth);
    }

    public static DiskSample Measure(DiskSettings settings, DiskFile file, int depth)
    {
        ThreadPool.GetMinThreads(out int workers, out int ports);
        ThreadPool.SetMinThreads(Math.Max(workers, Math.Min(depth, MostThreads)), ports);
        try
        {
            using OwnedDescriptor descriptor = file.OpenDirect();
            using SafeFileHandle handle = new((nint)descriptor.Number, ownsHandle: false);
            return new RandomAccessReads(handle, settings.Block, file.Size, depth).Run(depth, settings.Seconds);
        }
        finally
        {
            ThreadPool.SetMinThreads(workers, ports);
            GC.Collect();
        }
    }

    // One for each of a few groups of tasks: one for each task would not fit into the memory, and one for all would be fought for.
    private static LatencyCounts[] Counts(int depth) => [.. Enumerable.Range(0, Math.Min(depth, MostThreads)).Select(_ => new LatencyCounts())];

    private DiskSample Run(int depth, int seconds)
    {
        Task[] tasks = [.. Enumerable.Range(0, depth).Select(i => Task.Run(() => Read(i)))];
        Thread.Sleep(TimeSpan.FromSeconds(DiskSettings.WarmUpSeconds));
        LatencyCounts[] counts = Counts(depth);
        _latency = counts;
        var cpu = CpuClock.Start();
        var clock = Stopwatch.StartNew();
        Thread.Sleep(TimeSpan.FromSeconds(seconds));
        (TimeSpan elapsed, TimeSpan used) = (clock.Elapsed, cpu.Elapsed);
        LatencyCounts all = new();
        foreach (LatencyCounts some in counts)
        {
            lock (some)
            {
                all.Add(some);
            }
        }

        _stopping = true;
        Task.WaitAll(tasks);
        return FiberReads.SampleOf(all, elapsed, used);
    }

    private async Task Read(int index)
    {
        using Chunk chunk = NativeChunk.Allocate(_block, 4096);
        Memory<byte> memory = chunk.Memory;
        Random random = new();
        long begun = Stopwatch.GetTimestamp();
        while (!_stopping)
        {
            int count = await RandomAccess.ReadAsync(_handle, memory, random.NextInt64(_blocks) * _block);
            long ended = Stopwatch.GetTimestamp();
            if (count != _block)
            {
                throw new BenchFailure($"a read has brought {count} bytes of {_block}");
            }

            LatencyCounts counts = _latency[index % _latency.Length];
            lock (counts)
            {
                counts.Add(ended - begun);
            }

            begun = ended;
        }
    }
}
