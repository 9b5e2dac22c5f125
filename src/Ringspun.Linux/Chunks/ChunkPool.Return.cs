namespace Ringspun.Linux;

/// <content>The way back.</content>
public sealed partial class ChunkPool
{
    /// <summary>Takes a block back, on any thread.</summary>
    internal void Return(PooledChunkBlock block)
    {
        if (!_isDisposed && Environment.CurrentManagedThreadId == _owner)
        {
            _rentedByOwner--;
            ReturnToOwner(block);
        }
        else
        {
            ReturnElsewhere(block);
            Interlocked.Decrement(ref _rentedElsewhere);
        }
    }

    private void ReturnToOwner(PooledChunkBlock block)
    {
        bool isFull = IdleCount >= MaximumRetained;
        if (!block.IsExtra)
        {
            _idleSlab.Push(block);
            if (isFull)
            {
                // Slabs stay, so an extra block makes room for it.
                _idleExtra.TryPop()?.Free();
            }
        }
        else if (isFull)
        {
            block.Free();
        }
        else
        {
            _idleExtra.Push(block);
        }
    }

    private void ReturnElsewhere(PooledChunkBlock block)
    {
        if (block.IsExtra)
        {
            block.Free();
            return;
        }

        PooledChunkBlock? first = Volatile.Read(ref _returned);
        while (true)
        {
            block.Next = first;
            PooledChunkBlock? seen = Interlocked.CompareExchange(ref _returned, block, first);
            if (ReferenceEquals(seen, first))
            {
                break;
            }

            first = seen;
        }

        // The exchange was a full fence: a pool that was not yet disposed of takes the block when it is.
        if (_isDisposed)
        {
            lock (_gate)
            {
                TakeReturned();
                UnmapIfIdle();
            }
        }
    }

    private void TakeReturned()
    {
        if (Volatile.Read(ref _returned) is null)
        {
            return;
        }

        PooledChunkBlock? block = Interlocked.Exchange(ref _returned, null);
        while (block is not null)
        {
            var next = (PooledChunkBlock?)block.Next;
            _idleSlab.Push(block);
            block = next;
        }

        while (IdleCount > MaximumRetained && _idleExtra.TryPop() is { } extra)
        {
            extra.Free();
        }
    }

    private void UnmapIfIdle()
    {
        if (_idleSlab.Count < _slabChunks)
        {
            return;
        }

        foreach (MemoryMap slab in _slabs)
        {
            slab.Dispose();
        }

        _slabs.Clear();
        _idleSlab = default;
        _slabChunks = 0;
    }
}
