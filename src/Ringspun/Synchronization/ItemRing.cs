using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A queue of items in one array, which grows to what was needed at most. Guarded by its owner.</summary>
internal struct ItemRing<T>
{
    private const int Smallest = 16;

    private T[]? _items;
    private int _head;

    internal int Count { get; private set; }

    internal void Enqueue(T item)
    {
        if (_items is null || Count == _items.Length)
        {
            Grow();
        }

        _items![(_head + Count) & (_items.Length - 1)] = item;
        Count++;
    }

    internal bool TryDequeue([MaybeNullWhen(false)] out T item)
    {
        if (Count == 0)
        {
            item = default;
            return false;
        }

        T[] items = _items!;
        item = items[_head];
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            items[_head] = default!;
        }

        _head = (_head + 1) & (items.Length - 1);
        Count--;
        return true;
    }

    private void Grow()
    {
        // A power of two, so that an index wraps by a mask.
        var items = new T[_items is null ? Smallest : BitOperations.RoundUpToPowerOf2((uint)Count + 1)];
        for (int i = 0; i < Count; i++)
        {
            items[i] = _items![(_head + i) & (_items.Length - 1)];
        }

        _items = items;
        _head = 0;
    }
}
