using Ringspun.Linux;

namespace Ringspun;

/// <summary>Received chunks in order. One fits without memory of its own, as a request nearly always does.</summary>
internal struct FilledQueue
{
    private Chunk _first;
    private Queue<Chunk>? _rest;

    internal int Count { readonly get; private set; }

    /// <summary>The bytes in all chunks.</summary>
    internal int Length { readonly get; private set; }

    internal void Enqueue(Chunk chunk)
    {
        Length += chunk.Length;
        if (Count++ == 0)
        {
            _first = chunk;
        }
        else
        {
            (_rest ??= new Queue<Chunk>()).Enqueue(chunk);
        }
    }

    internal bool TryDequeue(out Chunk chunk)
    {
        chunk = _first;
        if (Count == 0)
        {
            return false;
        }

        Count--;
        Length -= chunk.Length;
        _first = Count > 0 ? _rest!.Dequeue() : default;
        return true;
    }

    /// <summary>Copies the first bytes, and releases the chunks that are used up.</summary>
    /// <returns>How many: as many as there are, or as there is room for.</returns>
    internal int Read(Span<byte> buffer)
    {
        int copied = 0;
        while (copied < buffer.Length && Count > 0)
        {
            int count = Math.Min(_first.Length, buffer.Length - copied);
            _first.Span[..count].CopyTo(buffer[copied..]);
            copied += count;
            if (count < _first.Length)
            {
                _first = _first.Slice(count);
                Length -= count;
            }
            else if (TryDequeue(out Chunk used))
            {
                used.Release();
            }
        }

        return copied;
    }

    /// <summary>Releases all chunks.</summary>
    internal void Clear()
    {
        while (TryDequeue(out Chunk chunk))
        {
            chunk.Release();
        }
    }
}
