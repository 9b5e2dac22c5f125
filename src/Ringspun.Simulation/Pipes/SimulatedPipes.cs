using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>Pipes in memory, and FIFOs under names of their own that have nothing to do with the file system's.</summary>
internal sealed class SimulatedPipes(SimulatedDriver driver) : IPipes
{
    private static readonly TimeSpan OpenLatency = TimeSpan.FromMicroseconds(20);
    private static readonly TimeSpan OpenRetry = TimeSpan.FromMilliseconds(1);

    private readonly Dictionary<string, PipeBuffer> _fifos = [];

    public PipePair Create(PipeOptions? options = null)
    {
        int capacity = options?.Capacity ?? 0;
        ArgumentOutOfRangeException.ThrowIfNegative(capacity, nameof(options));
        var buffer = new PipeBuffer(driver, capacity);
        var reader = new SimulatedPipeReader(buffer);
        try
        {
            return new PipePair(reader, new SimulatedPipeWriter(buffer));
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    public void CreateFifo(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!_fifos.TryAdd(path, new PipeBuffer(driver, 0)))
        {
            throw new LinuxException($"mkfifo {path}", Errno.EEXIST);
        }
    }

    public async Fiber<IPipeReader> OpenReaderAsync(string path, CancellationToken cancel = default)
    {
        await Fiber.Sleep(OpenLatency, cancel);
        return new SimulatedPipeReader(Find(path));
    }

    public async Fiber<IPipeWriter> OpenWriterAsync(string path, CancellationToken cancel = default)
    {
        await Fiber.Sleep(OpenLatency, cancel);
        PipeBuffer buffer = Find(path);
        while (buffer.Readers == 0)
        {
            await Fiber.Sleep(OpenRetry, cancel);
        }

        return new SimulatedPipeWriter(buffer);
    }

    // A simulated process has no standard streams.
    public IPipeReader? TryOpenReader(int descriptor) => null;

    public IPipeWriter? TryOpenWriter(int descriptor) => null;

    private PipeBuffer Find(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _fifos.TryGetValue(path, out PipeBuffer? buffer) ? buffer : throw new LinuxException($"open {path}", Errno.ENOENT);
    }
}
