using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>Ended waits of one type, kept by each thread for its next ones.</summary>
internal static class WaiterCache<TWaiter>
    where TWaiter : FiberWaiter
{
    /// <summary>Beyond this a burst's waiters are left to the collector.</summary>
    private const int Capacity = 4096;

    [ThreadStatic]
    private static FiberWaiter? t_first;

    [ThreadStatic]
    private static int t_count;

    internal static TWaiter? TryTake()
    {
        FiberWaiter? waiter = t_first;
        if (waiter is null)
        {
            return null;
        }

        t_first = waiter.Following;
        t_count--;
        waiter.Following = null;
        return Unsafe.As<TWaiter>(waiter);
    }

    internal static void Put(TWaiter waiter)
    {
        if (t_count < Capacity)
        {
            waiter.Following = t_first;
            t_first = waiter;
            t_count++;
        }
    }
}
