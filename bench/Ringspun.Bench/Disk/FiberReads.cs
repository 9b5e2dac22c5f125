using System.Diagnostics;
using System.Text;
using Ringspun.Bench.Measuring;
using Ringspun.Linux;

namespace Ringspun.Bench.Disk;

/// <summary>Fibers of one loop, each with one read under way.</summary>
internal sealed class FiberReads
{
    private readonly LatencyCounts _latency = new();
    private readonly Random _random = new();
    private readonly int _block;
    private readonly long _blocks;
    private bool _stopping;

    private FiberReads(int block, long fileSize)
    {
        _block = block;
        _blocks = fileSize / block;
    }

    public static DiskSample Measure(DiskSettings settings, DiskFile file, string driver, int depth)
    {
        DiskSample sample = LoopWorld.Run(
            loop =>
            {
                DiskSample? sample = null;
                FiberReads reads = new(settings.Block, file.Size);
                loop.RunUntil(async () => sample = await reads.Run(loop, file.Path, depth, settings.Seconds));
                return sample!;
            },
            driver: driver);
        GC.Collect();
        return sample;
    }

    private async Fiber<DiskSample> Run(EventLoop loop, string path, int depth, int seconds)
    {
        using DirectoryHandle directory = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        FileOpenResult opened = await loop.Driver.Files.OpenBeneathAsync(
            directory, Encoding.UTF8.GetBytes(Path.GetFileName(path)), FileOpenOptions.Direct);
        using IFile file = opened.File ?? throw new BenchFailure($"{path}: {opened.Error}");
        var fibers = new FiberHandle[depth];
        for (int i = 0; i < depth; i++)
        {
            fibers[i] = loop.Spawn(static at => at.Self.Read(at.file), (Self: this, file));
        }

        GC.Collect();
        await Fiber.Sleep(TimeSpan.FromSeconds(DiskSettings.WarmUpSeconds));
        _latency.Clear();
        var cpu = CpuClock.Start();
        var clock = Stopwatch.StartNew();
        await Fiber.Sleep(TimeSpan.FromSeconds(seconds));
        DiskSample sample = SampleOf(_latency, clock.Elapsed, cpu.Elapsed);
        _stopping = true;
        foreach (FiberHandle fiber in fibers)
        {
            await fiber;
        }

        return sample;
    }

    /// <summary>What has been counted in some time.</summary>
    public static DiskSample SampleOf(LatencyCounts latency, TimeSpan elapsed, TimeSpan cpu) => latency.Total == 0
        ? throw new BenchFailure("not one read has ended; measure longer (--seconds)")
        : new DiskSample(
            latency.Total / elapsed.TotalSeconds, latency.Quantile(0.5) / 1000, latency.Quantile(0.99) / 1000, cpu.TotalMicroseconds / latency.Total);

    private async Fiber Read(IFile file)
    {
        using Chunk chunk = NativeChunk.Allocate(_block, 4096);
        Memory<byte> memory = chunk.Memory;
        long begun = Stopwatch.GetTimestamp();
        while (!_stopping)
        {
            int count = await file.ReadAsync(memory, _random.NextInt64(_blocks) * _block);
            long ended = Stopwatch.GetTimestamp();
            if (count != _block)
            {
                throw new BenchFailure($"a read has brought {count} bytes of {_block}");
            }

            // The clock counts nanoseconds.
            _latency.Add(ended - begun);
            begun = ended;
        }
    }
}
