using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A loop's join frames that wait for their next use.</summary>
internal struct IdleJoins
{
    /// <summary>Beyond this a burst's frames are left to the collector.</summary>
    private const int Capacity = 4096;

    private FiberFrame? _first;
    private int _count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal JoinFrame? TryTake()
    {
        FiberFrame? frame = _first;
        if (frame is null)
        {
            return null;
        }

        _first = frame.Next;
        _count--;
        frame.Next = null;
        return Unsafe.As<JoinFrame>(frame);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Put(JoinFrame frame)
    {
        if (_count < Capacity)
        {
            frame.Next = _first;
            _first = frame;
            _count++;
        }
    }
}
