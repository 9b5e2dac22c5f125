using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>A number of permits that fibers take and return. Fair: first come, first served.</summary>
/// <remarks>For fibers of any loops, and for other asynchronous code. It suspends fibers, never threads.</remarks>
public sealed class FiberSemaphore : IWaitOwner
{
    private readonly int _most;
    private Permits _permits;

    /// <summary>Makes a semaphore.</summary>
    /// <param name="free">The permits that are free at the beginning, 0 or more.</param>
    /// <param name="most">The permits that there can be, at least 1 and at least <paramref name="free"/>.</param>
    public FiberSemaphore(int free, int most = int.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(free);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, Math.Max(1, free));
        _most = most;
        _permits = new Permits(free, most);
    }

    /// <summary>The permits that are free now.</summary>
    public int Free => _permits.Free;

    /// <summary>Takes a permit, after all who came before.</summary>
    /// <param name="cancel">Cuts the wait; a permit that has been granted already stays granted.</param>
    /// <returns>An awaitable, to be awaited once; return the permit with <see cref="Release()"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public FiberWait Wait(CancellationToken cancel = default) =>
        !cancel.IsCancellationRequested && _permits.TryTake() ? default : _permits.Wait(this, cancel);

    /// <summary>Takes a permit if one is free.</summary>
    /// <returns>Whether it has taken one.</returns>
    public bool TryWait() => _permits.TryTake();

    /// <summary>Returns a permit, or adds one. Any thread.</summary>
    /// <exception cref="SemaphoreFullException">All permits that there can be are free already.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        if (!_permits.TryReturn())
        {
            ThrowFull();
        }
    }

    /// <summary>Returns or adds several permits. Any thread.</summary>
    /// <param name="count">How many, 0 or more.</param>
    /// <exception cref="SemaphoreFullException">They are more than there can be; those that fit have been returned.</exception>
    public void Release(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        for (int i = 0; i < count; i++)
        {
            Release();
        }
    }

    string IWaitOwner.NameOf(FiberWaiter waiter) => "semaphore";

    void IWaitOwner.Cancel(FiberWaiter waiter) => _permits.Cancel(waiter);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ThrowFull() =>
        throw new SemaphoreFullException($"All of the semaphore's {_most} permits are free already: one was returned that nobody had taken.");
}
