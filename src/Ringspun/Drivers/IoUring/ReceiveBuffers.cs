using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>
/// The buffers that the kernel picks for receives of all connections of a loop. An idle connection holds none. They are made as the need
/// grows, and come back to the kernel when the last reference to the chunk is released.
/// </summary>
internal sealed class ReceiveBuffers : IDisposable
{
    private const int BuffersPerSlab = 128;

    private readonly IoUringDriver _driver;
    private readonly BufferRing _ring;
    private readonly List<MemoryMap> _slabs = [];
    private readonly List<ProvidedBuffer> _buffers = [];

    // Which buffer was offered after which: several that are filled at once are known by the first. Twice as long as the ring, so that what is
    // offered while completions are being read cannot overwrite the places that they need.
    private readonly ushort[] _order;
    private uint _position;
    private int _offered;
    private bool _unpublished;
    private bool _disposed;

    internal ReceiveBuffers(IoUringDriver driver, BufferRing ring)
    {
        _driver = driver;
        _ring = ring;
        _order = new ushort[ring.Capacity * 2];
        AddSlab();
        Publish();
    }

    internal ushort Group => _ring.GroupId;

    /// <summary>The kernel has filled a buffer.</summary>
    internal Chunk Take(ushort bufferId, int length)
    {
        _offered--;
        return _buffers[bufferId].Fill(length);
    }

    /// <summary>The buffer that the kernel fills after this one, when it fills several at once; to be asked before this one is taken.</summary>
    internal ushort After(ushort bufferId) => _order[(_buffers[bufferId].Position + 1) & (uint)(_order.Length - 1)];

    /// <summary>A receive has found no buffer. True: there are some again, ask once more at once.</summary>
    internal bool TryReplenish() => _offered > 0 || AddSlab();

    /// <summary>Shows the kernel what has come back since the last turn.</summary>
    internal void Publish()
    {
        if (_unpublished)
        {
            _unpublished = false;
            _ring.Publish();
        }
    }

    internal void Return(ProvidedBuffer buffer)
    {
        if (!ReferenceEquals(EventLoop.Current, _driver.Loop))
        {
            ReturnFromElsewhere(buffer);
            return;
        }

        if (_disposed)
        {
            return;
        }

        Offer(buffer);
    }

    public void Dispose()
    {
        _disposed = true;
        _ring.Dispose();

        // Memory that a chunk still refers to is left to the process's end rather than pulled from under its reader.
        if (_buffers.TrueForAll(static buffer => buffer.ReferenceCount == 0))
        {
            _slabs.ForEach(static slab => slab.Dispose());
        }
    }

    /// <summary>Released by another thread: the ring belongs to the loop's. On its own, so that only this way pays for the closure.</summary>
    private void ReturnFromElsewhere(ProvidedBuffer buffer) => _driver.Loop.MakeReady(new CallbackFrame(() => Return(buffer)));

    private unsafe bool AddSlab()
    {
        if (_buffers.Count >= _ring.Capacity)
        {
            return false;
        }

        int size = _driver.Options.ReceiveBufferSize;
        int count = Math.Min(BuffersPerSlab, _ring.Capacity - _buffers.Count);
        MemoryMap slab = MemoryMap.Anonymous((nuint)(size * count));
        _slabs.Add(slab);
        for (int i = 0; i < count; i++)
        {
            var buffer = new ProvidedBuffer(this, (nint)(slab.Pointer + (i * size)), size, (ushort)_buffers.Count);
            _buffers.Add(buffer);
            Offer(buffer);
        }

        return true;
    }

    private void Offer(ProvidedBuffer buffer)
    {
        _ring.Add(buffer.Start, (uint)buffer.Capacity, buffer.Id);
        _order[_position & (uint)(_order.Length - 1)] = buffer.Id;
        buffer.Position = _position++;
        _offered++;
        _unpublished = true;
    }
}
