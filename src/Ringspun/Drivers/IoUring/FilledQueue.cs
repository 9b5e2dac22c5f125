using Ringspun.Linux;

namespace Ringspun;

/// <summary>Received chunks in order. One fits without memory of its own, as a request nearly always does.</summary>
internal struct FilledQueue
{
    private Chunk _first;
    private Queue<Chunk>? _rest;

    internal int Count { readonly get; private set; }

    internal void Enqueue(Chunk chunk)
    {
        if (Count++ == 0)
        {
            _first = chunk;
        }
        else
        {
            (_rest ??= new Queue<Chunk>()).Enqueue(chunk);
        }
    }

    internal readonly bool TryPeek(out Chunk chunk)
    {
        chunk = _first;
        return Count > 0;
    }

    internal bool TryDequeue(out Chunk chunk)
    {
        chunk = _first;
        if (Count == 0)
        {
            return false;
        }

        Count--;
        _first = Count > 0 ? _rest!.Dequeue() : default;
        return true;
    }

    /// <summary>Takes bytes off the first chunk. True: it is used up and no longer in the queue; the caller releases it.</summary>
    internal bool Consume(int count)
    {
        if (count < _first.Length)
        {
            _first = _first.Slice(count);
            return false;
        }

        TryDequeue(out _);
        return true;
    }
}
