using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>What all transactional variables have in common; see <see cref="TVar{T}"/>.</summary>
public abstract class TVar
{
    /// <summary>In <see cref="Stamp"/>: a commit, or a fiber that registers to be woken, is at work on the variable.</summary>
    private protected const long LockBit = 1;

    /// <summary>How often a commit looks at a lock of another before it gives up: it holds locks itself, and must not wait for long.</summary>
    private const int PatientLooks = 64;

    /// <summary>The golden ratio: consecutive variables get hashes that are far apart.</summary>
    private const int HashStep = unchecked((int)0x9E3779B9);

    [ThreadStatic]
    private static int t_lastHash;

    /// <summary>The time of the commit that wrote the value (always even), and the lock in the lowest bit.</summary>
    internal long Stamp;

    /// <summary>Some of the fibers that wait for a change: a ring whose first element has waited longest. Changed under the lock.</summary>
    internal WaitNode? Waiters;

    /// <summary>What must hold after a change; the array is replaced, never changed. Replaced under the lock.</summary>
    internal Invariant[]? Invariants;

    /// <summary>The place in the hash tables of transactions' logs.</summary>
    internal readonly int Hash;

    private protected TVar() => Hash = t_lastHash += HashStep;

    /// <summary>The variable's bit in the filter that tells most variables that a transaction has not written.</summary>
    internal ulong FilterBit
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1UL << (Hash >>> 26);
    }

    /// <summary>Locks the variable, unless somebody else holds it for long.</summary>
    internal bool TryLock()
    {
        for (int looks = 0; looks < PatientLooks; looks++)
        {
            long stamp = Volatile.Read(ref Stamp);
            if ((stamp & LockBit) == 0 && Interlocked.CompareExchange(ref Stamp, stamp | LockBit, stamp) == stamp)
            {
                return true;
            }

            Thread.SpinWait(8);
        }

        return false;
    }

    /// <summary>Locks the variable. For those who hold no other lock, and for the serial transaction, before which all others give way.</summary>
    internal void Lock()
    {
        SpinWait spinner = default;
        while (!TryLock())
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
    }

    /// <summary>Unlocks the variable as it was.</summary>
    internal void Unlock() => Volatile.Write(ref Stamp, Stamp & ~LockBit);

    /// <summary>Unlocks the variable with a new value, which was written at <paramref name="time"/>.</summary>
    internal void UnlockAt(long time) => Volatile.Write(ref Stamp, time);

    /// <summary>Whether the value is still the one that was read with <paramref name="stamp"/>. Waits for a commit under way to end.</summary>
    internal bool IsUnchanged(long stamp)
    {
        SpinWait spinner = default;
        long seen;
        while (((seen = Volatile.Read(ref Stamp)) & LockBit) != 0)
        {
            if ((seen & ~LockBit) != stamp)
            {
                return false;
            }

            spinner.SpinOnce(sleep1Threshold: -1);
        }

        return seen == stamp;
    }

    /// <summary>The same, by a commit that holds locks, perhaps this one: it must not wait for others that may wait for it.</summary>
    internal bool IsUnchanged(long stamp, TransactionLog holder)
    {
        for (int looks = 0; looks < PatientLooks; looks++)
        {
            long seen = Volatile.Read(ref Stamp);
            if ((seen & ~LockBit) != stamp)
            {
                return false;
            }

            if (seen == stamp || holder.FindWrite(this) is not null)
            {
                return true;
            }

            Thread.SpinWait(8);
        }

        return false;
    }

    /// <summary>Adds a fiber to those that a change wakes. False: the change has come already.</summary>
    internal bool TryAddWaiter(WaitNode node, long stamp)
    {
        Lock();
        bool unchanged = (Stamp & ~LockBit) == stamp;
        if (unchanged)
        {
            node.LinkInto(this);
        }

        Unlock();
        return unchanged;
    }

    /// <summary>Removes a fiber from those that a change wakes.</summary>
    internal void RemoveWaiter(WaitNode node)
    {
        Lock();
        if (node.IsLinked)
        {
            node.Unlink(this);
        }

        Unlock();
    }

    /// <summary>A new log entry for writing this variable, with the value that it has in no other.</summary>
    internal abstract WriteEntry RentEntry(WriteEntry? candidate);
}
