using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// A transactional variable: shared by the fibers of all loops, read and written in transactions only (<see cref="Stm"/>).
/// </summary>
/// <typeparam name="T">
/// Its type: one whose values are never changed in place, like numbers, strings, records and immutable collections. What a reference
/// leads to is not part of the transaction.
/// </typeparam>
/// <remarks>
/// The value is stored in place, whatever its size, under a version stamp (a sequence lock): a reader copies the value between two looks at
/// the stamp, and takes the copy only if both show the same, unlocked one. A value of several words that was torn by a commit is
/// thrown away before anybody sees it. The alternative, an immutable box per value, would spare the second look, but every write would
/// allocate and every read follow one more pointer. Tearing stays harmless for values with references too: each reference is itself
/// written in one piece.
/// </remarks>
/// <param name="initial">The value to begin with.</param>
public sealed class TVar<T>(T initial) : TVar
{
    private T _value = initial;

    /// <summary>The value of the last commit, outside of transactions. To see several variables at one time, read them in a transaction.</summary>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidOperationException">The caller is in a transaction, which must read the variable as its own.</exception>
    public T ReadCommitted()
    {
        if (TransactionThread.Current.Running is not null)
        {
            throw new InvalidOperationException("Inside a transaction a variable is read with Transaction.Read.");
        }

        SpinWait spinner = default;
        T value;
        while (!TryCopy(out value, out _))
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }

        return value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal T Read(TransactionLog log)
    {
        if ((log.WriteFilter & FilterBit) == 0 && TryCopy(out T value, out long stamp) && stamp <= log.Time)
        {
            log.AddRead(this, stamp);
            return value;
        }

        return ReadSlowly(log);
    }

    internal void Write(TransactionLog log, T value)
    {
        WriteEntry<T> entry = Unsafe.As<WriteEntry<T>>(log.EntryFor(this));
        entry.Value = value;
        entry.IsWritten = true;
    }

    internal void Store(T value) => _value = value;

    internal override WriteEntry RentEntry(WriteEntry? candidate)
    {
        // Transactions of one shape follow each other: most often the entry that was in this place last time fits.
        if (candidate is WriteEntry<T> fitting)
        {
            return fitting;
        }

        candidate?.Recycle();
        return WriteEntry<T>.Rent();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryCopy(out T value, out long stamp)
    {
        stamp = Volatile.Read(ref Stamp);
        value = _value;

        // The copy must be complete before the second look.
        Volatile.ReadBarrier();
        return stamp == Volatile.Read(ref Stamp) && (stamp & LockBit) == 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private T ReadSlowly(TransactionLog log)
    {
        log.ThrowIfConflict();
        if (log.FindWrite(this) is { IsWritten: true } own)
        {
            log.NoteOwnRead(this);
            return Unsafe.As<WriteEntry<T>>(own).Value!;
        }

        SpinWait spinner = default;
        while (true)
        {
            if (!TryCopy(out T value, out long stamp))
            {
                // The reader holds no lock, so whoever holds this one does not wait for him.
                spinner.SpinOnce(sleep1Threshold: -1);
            }
            else if (stamp <= log.Time)
            {
                log.AddRead(this, stamp);
                return value;
            }
            else
            {
                log.ExtendOrThrow();
            }
        }
    }
}
