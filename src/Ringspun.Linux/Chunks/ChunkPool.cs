using System.Numerics;

namespace Ringspun.Linux;

/// <summary>
/// Chunks of one size for one thread: renting and releasing on it takes no lock and allocates nothing in steady state. Chunks may be
/// released on any thread; they come back through a lock-free stack that the owner empties as a whole, so it has no ABA problem.
/// </summary>
/// <remarks>
/// Up to <see cref="MaximumRetained"/> chunks come from mapped slabs, which stay. Beyond that, and for other threads, chunks are
/// allocated one by one and freed again when enough are idle: the idle memory is bounded, the rented memory is the caller's business.
/// The owner is the thread that rents first, or that calls <see cref="BindToCurrentThread"/>.
/// </remarks>
public sealed partial class ChunkPool : IDisposable
{
    private const int PageSize = 4096;
    private const int SlabBytes = 256 * 1024;

    private readonly int _alignment;
    private readonly nuint _stride;
    private readonly List<MemoryMap> _slabs = [];
    private readonly Lock _gate = new();

    private int _owner;
    private int _slabChunks;
    private IdleList _idleSlab;
    private IdleList _idleExtra;

    // Written by the owner alone; what other threads do is counted beside it.
    private long _rentedByOwner;
    private long _rentedElsewhere;
    private PooledChunkBlock? _returned;
    private volatile bool _isDisposed;

    /// <summary>Makes a pool; memory is mapped when it is wanted.</summary>
    /// <param name="chunkSize">The size of a chunk in bytes.</param>
    /// <param name="maximumRetained">How many idle chunks to keep.</param>
    /// <param name="alignment">The alignment of a chunk in bytes: a power of two up to 4096, which suits direct I/O.</param>
    public ChunkPool(int chunkSize, int maximumRetained = 1024, int alignment = 64)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkSize);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximumRetained);
        if (alignment is <= 0 or > PageSize || !BitOperations.IsPow2(alignment))
        {
            throw new ArgumentOutOfRangeException(nameof(alignment), alignment, "Not a power of two from 1 to 4096.");
        }

        ChunkSize = chunkSize;
        MaximumRetained = maximumRetained;
        _alignment = alignment;
        _stride = ((nuint)chunkSize + (nuint)alignment - 1) & ~((nuint)alignment - 1);
    }

    /// <summary>The size of a chunk in bytes.</summary>
    public int ChunkSize { get; }

    /// <summary>How many idle chunks the pool keeps.</summary>
    public int MaximumRetained { get; }

    /// <summary>The number of chunks that are rented now; a snapshot. Not 0 when all should be back: someone leaks.</summary>
    public long RentedCount => Volatile.Read(ref _rentedByOwner) + Volatile.Read(ref _rentedElsewhere);

    /// <summary>The number of idle chunks in the owner's hands; a snapshot.</summary>
    public int IdleCount => _idleSlab.Count + _idleExtra.Count;

    /// <summary>Makes the current thread the owner. The previous owner must not use the pool at the same time.</summary>
    public void BindToCurrentThread() => Volatile.Write(ref _owner, Environment.CurrentManagedThreadId);

    /// <summary>Hands out a chunk with one reference. Its contents are undefined.</summary>
    /// <exception cref="ObjectDisposedException">The pool was disposed of.</exception>
    /// <exception cref="LinuxException">There is no memory.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory.</exception>
    public Chunk Rent()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (Environment.CurrentManagedThreadId != _owner && !TryBecomeOwner())
        {
            Chunk chunk = CreateExtra().Lease();
            Interlocked.Increment(ref _rentedElsewhere);
            return chunk;
        }

        PooledChunkBlock block = _idleSlab.TryPop() ?? RentSlow();
        _rentedByOwner++;
        return block.Lease();
    }

    /// <summary>
    /// Refuses new rentals and gives the memory back, that of rented chunks with their release. Call it on the owner's thread, or after
    /// that thread has stopped using the pool.
    /// </summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            // Pairs with the fence in ReturnElsewhere: either it sees the flag, or the block is seen here.
            Interlocked.MemoryBarrier();
            while (_idleExtra.TryPop() is { } extra)
            {
                extra.Free();
            }

            TakeReturned();
            UnmapIfIdle();
        }
    }

    private bool TryBecomeOwner() => Interlocked.CompareExchange(ref _owner, Environment.CurrentManagedThreadId, 0) == 0;

    private PooledChunkBlock RentSlow()
    {
        TakeReturned();
        PooledChunkBlock? block = _idleSlab.TryPop() ?? _idleExtra.TryPop();
        if (block is null && _slabChunks < MaximumRetained)
        {
            AddSlab();
            block = _idleSlab.TryPop();
        }

        return block ?? CreateExtra();
    }

    private unsafe void AddSlab()
    {
        int wanted = (int)Math.Max(1, SlabBytes / _stride);
        int count = Math.Min(wanted, MaximumRetained - _slabChunks);
        MemoryMap slab = MemoryMap.Anonymous((nuint)count * _stride);
        _slabs.Add(slab);
        _slabChunks += count;
        // Backwards, so that chunks are handed out in the order of their addresses.
        for (int i = count - 1; i >= 0; i--)
        {
            _idleSlab.Push(new PooledChunkBlock(this, (nint)(slab.Pointer + ((nuint)i * _stride)), ChunkSize, isExtra: false));
        }
    }

    private PooledChunkBlock CreateExtra() => PooledChunkBlock.Allocate(this, ChunkSize, _alignment);

    /// <summary>A stack of blocks through their links.</summary>
    private struct IdleList
    {
        private PooledChunkBlock? _first;

        /// <summary>The number of blocks.</summary>
        internal int Count { readonly get; private set; }

        internal void Push(PooledChunkBlock block)
        {
            block.Next = _first;
            _first = block;
            Count++;
        }

        internal PooledChunkBlock? TryPop()
        {
            PooledChunkBlock? block = _first;
            if (block is not null)
            {
                _first = (PooledChunkBlock?)block.Next;
                block.Next = null;
                Count--;
            }

            return block;
        }
    }
}
