using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ringspun.Linux;

/// <summary>
/// A slice of native memory with counted references: the currency of I/O. Copying the value does not count; <see cref="Retain"/> does.
/// Every access checks that the memory still belongs to this chunk, so use after the last release throws and never reads another's data.
/// </summary>
/// <remarks>
/// A <see cref="Memory{T}"/> of a chunk does not carry the generation: it must not be kept beyond the chunk. Releasing a reference twice
/// while others are alive cannot be told from their releases, as everywhere where references are counted.
/// </remarks>
public readonly struct Chunk : IDisposable, IEquatable<Chunk>
{
    private readonly ChunkBlock? _block;
    private readonly int _offset;
    private readonly int _length;
    private readonly int _generation;

    internal Chunk(ChunkBlock block, int offset, int length, int generation)
    {
        _block = block;
        _offset = offset;
        _length = length;
        _generation = generation;
    }

    /// <summary>The chunk without memory; releasing it does nothing.</summary>
    public static Chunk Empty => default;

    /// <summary>The length in bytes.</summary>
    public int Length => _length;

    /// <summary>Whether the length is 0. A slice of length 0 still holds its reference; only <see cref="Empty"/> has none.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public unsafe Span<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(Pointer, _length);
    }

    /// <summary>The bytes, for asynchronous calls; valid until the last release.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public Memory<byte> Memory
    {
        get
        {
            if (_block is null)
            {
                return default;
            }

            ThrowIfReleased(_block);
            return _block.GetMemory(_offset, _length);
        }
    }

    /// <summary>Where the first byte lies, 0 for <see cref="Empty"/>; valid until the last release.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public unsafe nint Address => (nint)Pointer;

    /// <summary>The first byte, null for <see cref="Empty"/>; valid until the last release.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    internal unsafe byte* Pointer
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (_block is null)
            {
                return null;
            }

            ThrowIfReleased(_block);
            return _block.Address + _offset;
        }
    }

    /// <summary>Whether the memory was sealed.</summary>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public bool IsSealed
    {
        get
        {
            if (_block is null)
            {
                return false;
            }

            ThrowIfReleased(_block);
            return _block.IsSealed;
        }
    }

    /// <summary>
    /// Promises that nobody writes to the memory any more until its last reference is released: what sends a sealed chunk may go on reading it after
    /// the send has ended, with a reference of its own, instead of copying it. It concerns all of the memory that the chunk is a slice of.
    /// </summary>
    /// <returns>The same chunk.</returns>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public Chunk Seal()
    {
        if (_block is not null)
        {
            ThrowIfReleased(_block);
            _block.IsSealed = true;
        }

        return this;
    }

    /// <summary>The rest from a position on. The same reference: release either, not both.</summary>
    /// <param name="start">0 to <see cref="Length"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public Chunk Slice(int start)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)_length, nameof(start));
        return Part(start, _length - start);
    }

    /// <summary>A part. The same reference: release either, not both.</summary>
    /// <param name="start">0 to <see cref="Length"/>.</param>
    /// <param name="length">0 to what is left.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is outside.</exception>
    public Chunk Slice(int start, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)start, (uint)_length, nameof(start));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)(_length - start), nameof(length));
        return Part(start, length);
    }

    /// <summary>Adds a reference, which someone has to release.</summary>
    /// <returns>The same chunk.</returns>
    /// <exception cref="ObjectDisposedException">The memory was released.</exception>
    public Chunk Retain()
    {
        if (_block is not null && !_block.TryRetain(_generation))
        {
            ThrowReleased();
        }

        return this;
    }

    /// <summary>Gives up a reference; the last one returns the memory to its owner. May be called on any thread.</summary>
    /// <exception cref="InvalidOperationException">The memory was released before: someone releases too often.</exception>
    public void Release()
    {
        if (_block is not null && !_block.TryRelease(_generation))
        {
            ThrowReleasedTwice();
        }
    }

    /// <inheritdoc cref="Release"/>
    public void Dispose() => Release();

    /// <summary>Whether both are the same slice of the same lease.</summary>
    /// <param name="other">The other chunk.</param>
    public bool Equals(Chunk other) =>
        ReferenceEquals(_block, other._block) && _generation == other._generation && _offset == other._offset && _length == other._length;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Chunk other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(RuntimeHelpers.GetHashCode(_block), _offset, _length, _generation);

    /// <summary>Whether both are the same slice of the same lease.</summary>
    public static bool operator ==(Chunk left, Chunk right) => left.Equals(right);

    /// <summary>Whether they are not the same slice of the same lease.</summary>
    public static bool operator !=(Chunk left, Chunk right) => !left.Equals(right);

    private Chunk Part(int start, int length) => _block is null ? default : new Chunk(_block, _offset + start, length, _generation);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void ThrowIfReleased(ChunkBlock block)
    {
        if (block.Generation != _generation)
        {
            ThrowReleased();
        }
    }

    [DoesNotReturn]
    private static void ThrowReleased() => throw new ObjectDisposedException(nameof(Chunk), "The chunk was released, its memory is another's.");

    [DoesNotReturn]
    private static void ThrowReleasedTwice() => throw new InvalidOperationException("The chunk was released more often than it was retained.");
}
