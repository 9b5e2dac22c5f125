using System.Buffers;
using System.Runtime.CompilerServices;

namespace Ringspun.Linux;

/// <summary>
/// The memory behind chunks: an address, a reference count and a generation. Owners derive from it and take the block back in
/// <see cref="OnReleased"/>. Drivers recognise a <see cref="Memory{T}"/> of a chunk by
/// <see cref="System.Runtime.InteropServices.MemoryMarshal.TryGetMemoryManager{T, TManager}(ReadOnlyMemory{T}, out TManager)"/> and need not pin it.
/// </summary>
public abstract unsafe class ChunkBlock : MemoryManager<byte>
{
    private const long OneGeneration = 1L << 32;
    private const int GenerationShift = 32;

    private readonly byte* _address;

    // Generation above, reference count below, so that one comparison tells a late release from a good one. The generation grows with
    // every lease and every last release: odd while the block is leased, and no chunk of the past matches.
    private long _state;
    private volatile bool _isSealed;

    /// <summary>Makes a block without references.</summary>
    /// <param name="address">The first byte; stays valid as long as the block may be leased.</param>
    /// <param name="capacity">The length in bytes.</param>
    protected ChunkBlock(nint address, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _address = (byte*)address;
        Capacity = capacity;
    }

    /// <summary>The length in bytes.</summary>
    public int Capacity { get; }

    /// <inheritdoc/>
    public override Memory<byte> Memory => CreateMemory(Capacity);

    /// <summary>The first byte.</summary>
    internal byte* Address => _address;

    /// <summary>Odd while the block is leased.</summary>
    internal int Generation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (int)(Volatile.Read(ref _state) >> GenerationShift);
    }

    /// <summary>The number of references; a snapshot.</summary>
    internal int ReferenceCount => (int)Volatile.Read(ref _state);

    /// <summary>Whether nobody writes to the memory until the lease ends.</summary>
    internal bool IsSealed
    {
        get => _isSealed;
        set => _isSealed = value;
    }

    /// <summary>A link for whoever owns the block while nobody leases it.</summary>
    internal ChunkBlock? Next { get; set; }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(ReferenceCount == 0, this);
        return new Span<byte>(_address, Capacity);
    }

    /// <summary>Adds a reference until the handle is disposed of. Native memory does not move.</summary>
    /// <param name="elementIndex">The byte that the handle points at.</param>
    /// <exception cref="ObjectDisposedException">The block was released.</exception>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Capacity, nameof(elementIndex));
        ObjectDisposedException.ThrowIf(!TryRetain(Generation), this);
        return new MemoryHandle(_address + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        if (!TryRelease(Generation))
        {
            throw new InvalidOperationException("The block was unpinned more often than it was pinned.");
        }
    }

    /// <summary>Hands the block out: from no reference to one, as a chunk of the whole capacity. Only the block's owner may call it.</summary>
    /// <exception cref="InvalidOperationException">The block is leased already.</exception>
    protected internal Chunk Lease()
    {
        // A plain write will do: without references nobody else changes the state.
        long state = Volatile.Read(ref _state);
        if ((int)state != 0)
        {
            throw new InvalidOperationException("The block is leased already.");
        }

        _isSealed = false;
        state += OneGeneration + 1;
        Volatile.Write(ref _state, state);
        return new Chunk(this, 0, Capacity, (int)(state >> GenerationShift));
    }

    /// <summary>The last reference was released. Called on the releasing thread; the block is the owner's again.</summary>
    protected abstract void OnReleased();

    /// <summary>Does nothing: references decide over a block's life.</summary>
    /// <param name="disposing">Not used.</param>
    protected override void Dispose(bool disposing)
    {
    }

    /// <summary>A slice as memory.</summary>
    internal Memory<byte> GetMemory(int start, int length) => CreateMemory(start, length);

    /// <summary>Adds a reference to the lease with this generation.</summary>
    /// <returns>False if that lease has ended.</returns>
    internal bool TryRetain(int generation)
    {
        long state = Volatile.Read(ref _state);
        while ((int)(state >> GenerationShift) == generation && (int)state != 0)
        {
            long seen = Interlocked.CompareExchange(ref _state, state + 1, state);
            if (seen == state)
            {
                return true;
            }

            state = seen;
        }

        return false;
    }

    /// <summary>Gives up a reference of the lease with this generation.</summary>
    /// <returns>False if that lease has ended.</returns>
    internal bool TryRelease(int generation)
    {
        long state = Volatile.Read(ref _state);
        while ((int)(state >> GenerationShift) == generation && (int)state != 0)
        {
            bool isLast = (int)state == 1;
            long next = isLast ? state - 1 + OneGeneration : state - 1;
            long seen = Interlocked.CompareExchange(ref _state, next, state);
            if (seen == state)
            {
                if (isLast)
                {
                    Poison();
                    OnReleased();
                }

                return true;
            }

            state = seen;
        }

        return false;
    }

    // Whoever still reads through a stale pointer should see it at once.
    [System.Diagnostics.Conditional("DEBUG")]
    private void Poison() => new Span<byte>(_address, Capacity).Fill(0xDD);
}
