using System.Numerics;
using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>What is in a pipe, and who is at its ends. Reads may be short, and the ends are told of changes a little later, in an order that the seed decides.</summary>
internal sealed class PipeBuffer
{
    private const int Page = 4096;
    private const int UsualCapacity = 64 * 1024;
    private const int ChunkSize = 4096;

    private readonly ByteRing _bytes = new();
    private readonly List<SimulatedPipeReader> _readers = [];
    private readonly List<SimulatedPipeWriter> _writers = [];
    private readonly Action _tellReaders;
    private readonly Action _tellWriters;
    private bool _hadWriter;

    internal PipeBuffer(SimulatedDriver driver, int capacity)
    {
        Driver = driver;
        Capacity = capacity == 0 ? UsualCapacity : (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity, Page));
        _tellReaders = () => _readers.ToList().ForEach(static reader => reader.OnChange());
        _tellWriters = () => _writers.ToList().ForEach(static writer => writer.OnChange());
    }

    internal SimulatedDriver Driver { get; }

    internal int Capacity { get; }

    internal int Readers => _readers.Count;

    internal bool IsEmpty => _bytes.Count == 0;

    /// <summary>Whether a reader is at the end of the stream: nothing is left, and all writers that there were have gone.</summary>
    internal bool HasEnded => IsEmpty && _hadWriter && _writers.Count == 0;

    internal static Chunk RentChunk() => NativeChunk.Allocate(ChunkSize);

    internal void Add(SimulatedPipeReader reader)
    {
        OpenDescriptor();
        _readers.Add(reader);
        Tell(_tellWriters);
    }

    internal void Add(SimulatedPipeWriter writer)
    {
        OpenDescriptor();
        _hadWriter = true;
        _writers.Add(writer);
    }

    internal void Remove(SimulatedPipeReader reader)
    {
        _readers.Remove(reader);
        Driver.Simulation.CloseDescriptor();
        if (_readers.Count == 0)
        {
            _bytes.Clear();
            Tell(_tellWriters);
        }
    }

    internal void Remove(SimulatedPipeWriter writer)
    {
        _writers.Remove(writer);
        Driver.Simulation.CloseDescriptor();
        Tell(_tellReaders);
    }

    /// <summary>Takes some of what is there: not always all that fits.</summary>
    internal int Read(Span<byte> buffer)
    {
        int most = Math.Min(buffer.Length, _bytes.Count);
        if (most == 0)
        {
            return 0;
        }

        int count = Driver.Random.Next(4) == 0 ? Driver.Random.Next(1, most + 1) : most;
        _bytes.Take(buffer[..count]);
        Tell(_tellWriters);
        return count;
    }

    /// <summary>Takes what there is room for.</summary>
    internal int Write(ReadOnlySpan<byte> data)
    {
        int count = Math.Min(data.Length, Capacity - _bytes.Count);
        if (count > 0)
        {
            _bytes.Add(data[..count]);
            Tell(_tellReaders);
        }

        return count;
    }

    private void OpenDescriptor()
    {
        if (!Driver.Simulation.TryOpenDescriptor())
        {
            throw new LinuxException("pipe2", Errno.EMFILE);
        }
    }

    private void Tell(Action tell) => Driver.Schedule(Driver.After(0L), tell);
}
