using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>
/// Ready fibers, first in, first out, chained by the frames' own links: no memory, no bounds. What run queues are made of. A frame is in one
/// queue at a time.
/// </summary>
public struct FiberQueue
{
    private FiberFrame? _head;
    private FiberFrame? _tail;

    /// <summary>Whether no fiber is in it.</summary>
    public readonly bool IsEmpty => _head is null;

    /// <summary>The frame that is next; the others follow by their links.</summary>
    internal readonly FiberFrame? First => _head;

    /// <summary>The frame that came last.</summary>
    internal readonly FiberFrame? Last => _tail;

    /// <summary>Adds a fiber at the end.</summary>
    /// <param name="frame">The fiber's frame, which is in no queue.</param>
    public void Enqueue(FiberFrame frame)
    {
        frame.Next = null;
        if (_tail is null)
        {
            _head = frame;
        }
        else
        {
            _tail.Next = frame;
        }

        _tail = frame;
    }

    /// <summary>Takes the first fiber.</summary>
    /// <param name="frame">Its frame, if there is one.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryDequeue([NotNullWhen(true)] out FiberFrame? frame)
    {
        frame = _head;
        if (frame is null)
        {
            return false;
        }

        _head = frame.Next;
        if (_head is null)
        {
            _tail = null;
        }

        frame.Next = null;
        return true;
    }

    /// <summary>How many frames follow one that is in the queue; null: all.</summary>
    internal readonly int CountAfter(FiberFrame? before)
    {
        int count = 0;
        for (FiberFrame? frame = before is null ? _head : before.Next; frame is not null; frame = frame.Next)
        {
            count++;
        }

        return count;
    }

    /// <summary>Takes the whole queue as a chain of frames.</summary>
    /// <param name="last">The chain's end.</param>
    /// <returns>Its beginning; null if the queue is empty.</returns>
    internal FiberFrame? TakeAll(out FiberFrame last)
    {
        FiberFrame? first = _head;
        last = _tail!;
        _head = null;
        _tail = null;
        return first;
    }

    /// <summary>Puts a chain of frames before all others.</summary>
    internal void Prepend(FiberFrame first, FiberFrame last)
    {
        if (_head is null)
        {
            _tail = last;
        }
        else
        {
            last.Next = _head;
        }

        _head = first;
    }
}
