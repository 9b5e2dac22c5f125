using System.Numerics;
using System.Runtime.InteropServices;

namespace Ringspun.Tcp.Buffers;

/// <summary>Buffers in the managed heap, kept for the next use, never more than a limit. For one thread, as a stack is.</summary>
public sealed class BufferPool : IBufferSource
{
    private const int LeastLength = 256;
    private const int GreatestLength = 1 << 20;

    private readonly Stack<Pooled> _free = new();

    /// <summary>Creates a pool without buffers: they come when they are first needed.</summary>
    /// <param name="bufferLength">The length of a buffer in bytes: a power of two from 256 to 1 MiB.</param>
    /// <param name="limit">The most memory in bytes that is rented at a time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is not such a power of two, or the limit is below it.</exception>
    public BufferPool(int bufferLength = 16 * 1024, long limit = 1L << 30)
    {
        if (!BitOperations.IsPow2(bufferLength) || bufferLength is < LeastLength or > GreatestLength)
        {
            throw new ArgumentOutOfRangeException(nameof(bufferLength), bufferLength, $"a power of two from {LeastLength} to {GreatestLength} is needed");
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, bufferLength);
        BufferLength = bufferLength;
        Limit = limit;
    }

    /// <inheritdoc/>
    public int BufferLength { get; }

    /// <summary>The most memory in bytes that is rented at a time.</summary>
    public long Limit { get; }

    /// <summary>The memory in bytes that is rented now.</summary>
    public long Rented { get; private set; }

    /// <inheritdoc/>
    public IBuffer? TryRent()
    {
        if (Rented + BufferLength > Limit)
        {
            return null;
        }

        Rented += BufferLength;
        if (!_free.TryPop(out Pooled? buffer))
        {
            buffer = new Pooled(this);
        }

        buffer.IsRented = true;
        return buffer;
    }

    private sealed class Pooled(BufferPool pool) : IBuffer
    {
        private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(pool.BufferLength, pinned: true);

        public bool IsRented { get; set; }

        public Span<byte> Span => _bytes;

        public nint Address => Marshal.UnsafeAddrOfPinnedArrayElement(_bytes, 0);

        public void Release()
        {
            if (!IsRented)
            {
                throw new InvalidOperationException("the buffer was released before");
            }

            IsRented = false;
            pool.Rented -= pool.BufferLength;
            pool._free.Push(this);
        }
    }
}
