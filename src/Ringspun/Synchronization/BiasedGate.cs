using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// A <see cref="SpinGate"/> that costs the loop which came first no interlocked operation, as long as no other thread comes.
/// </summary>
/// <remarks>
/// The home loop says that it is inside by a plain store and then looks whether the gate is still its own. The first stranger takes the
/// gate away from it, makes every thread of the process pass a memory barrier (membarrier(2)), and waits until the home loop is outside: after
/// the barrier either the stranger has seen the home loop inside, or the home loop will see that the gate is not its own any more. From then on
/// the gate is an ordinary one for everybody. Dice, Moir and Scherer, "Quickly reacquirable locks" (2003) describes this.
/// </remarks>
internal struct BiasedGate
{
    /// <summary>In <see cref="_home"/>: the gate is being taken away from its loop.</summary>
    private static readonly object Revoking = new();

    /// <summary>In <see cref="_home"/>: nobody's own, <see cref="_shared"/> decides.</summary>
    private static readonly object Shared = new();

    private static int s_revocations;

    // null: nobody has come yet; an event loop: its own.
    private object? _home;
    private bool _homeIsInside;
    private bool _isShared;
    private SpinGate _shared;

    /// <summary>A program that keeps sharing its gates between loops is not made to pay a barrier for each of them: so many, and no more.</summary>
    internal static int MostRevocations { get; set; } = 256;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Enter()
    {
        EventLoop? loop = EventLoop.Current;
        if (loop is not null && ReferenceEquals(_home, loop))
        {
            // Volatile for the compiler's sake; for the processor's there is the stranger's barrier.
            Volatile.Write(ref _homeIsInside, true);
            if (ReferenceEquals(Volatile.Read(ref _home), loop))
            {
                return;
            }

            Volatile.Write(ref _homeIsInside, false);
        }

        EnterShared(loop);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Exit()
    {
        // While the home loop is inside its own gate, nobody can make the gate shared.
        if (_isShared)
        {
            _shared.Exit();
        }
        else
        {
            Volatile.Write(ref _homeIsInside, false);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EnterShared(EventLoop? loop)
    {
        SpinWait spin = default;
        while (true)
        {
            object? home = Volatile.Read(ref _home);
            if (ReferenceEquals(home, Shared))
            {
                _shared.Enter();
                return;
            }

            if (home is null)
            {
                if (loop is not null && Volatile.Read(ref s_revocations) < MostRevocations)
                {
                    if (Interlocked.CompareExchange(ref _home, loop, null) is null)
                    {
                        Enter();
                        return;
                    }
                }
                else if (Interlocked.CompareExchange(ref _home, Revoking, null) is null)
                {
                    Share();
                }
            }
            else if (ReferenceEquals(home, Revoking))
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
            else if (ReferenceEquals(Interlocked.CompareExchange(ref _home, Revoking, home), home))
            {
                Revoke();
            }
        }
    }

    private void Revoke()
    {
        Interlocked.Increment(ref s_revocations);
        Interlocked.MemoryBarrierProcessWide();
        SpinWait spin = default;
        while (Volatile.Read(ref _homeIsInside))
        {
            spin.SpinOnce(sleep1Threshold: -1);
        }

        Share();
    }

    private void Share()
    {
        _isShared = true;
        Volatile.Write(ref _home, Shared);
    }
}
