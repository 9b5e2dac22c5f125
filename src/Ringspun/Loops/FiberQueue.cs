using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>First in, first out, through the frames' own links: no memory, no bounds.</summary>
internal struct FiberQueue
{
    private FiberFrame? _head;
    private FiberFrame? _tail;

    internal readonly bool IsEmpty => _head is null;

    internal void Enqueue(FiberFrame frame)
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

    internal bool TryDequeue([NotNullWhen(true)] out FiberFrame? frame)
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
}
