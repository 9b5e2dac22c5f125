using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Ended frames of one type, kept by each thread for its next calls.</summary>
internal static class FrameCache<TFrame>
    where TFrame : FiberFrame
{
    /// <summary>Beyond this a burst's frames are left to the collector, so that it does not pin its peak for ever.</summary>
    private const int Capacity = 4096;

    [ThreadStatic]
    private static FiberFrame? t_first;

    [ThreadStatic]
    private static int t_count;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static TFrame? TryTake()
    {
        FiberFrame? frame = t_first;
        if (frame is null)
        {
            return null;
        }

        t_first = frame.Next;
        t_count--;
        frame.Next = null;
        frame.Slot = null;
        return Unsafe.As<TFrame>(frame);
    }

    internal static void Put(TFrame frame)
    {
        if (t_count < Capacity)
        {
            frame.Next = t_first;
            t_first = frame;
            t_count++;
        }
    }
}
