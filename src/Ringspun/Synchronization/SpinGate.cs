using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// Guards the few instructions in which a primitive changes its queues. Loops may meet here, but nobody waits long: nothing is awaited, woken
/// or called back inside.
/// </summary>
internal struct SpinGate
{
    private int _held;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            EnterSlow();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit() => Volatile.Write(ref _held, 0);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterSlow()
    {
        SpinWait spin = default;
        do
        {
            // Never a sleep of a millisecond: it yields the core, which is what a holder that was preempted needs.
            spin.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _held) != 0 || Interlocked.CompareExchange(ref _held, 1, 0) != 0);
    }
}
