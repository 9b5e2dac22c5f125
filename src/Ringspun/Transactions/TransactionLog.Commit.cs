namespace Ringspun;

/// <content>The commit.</content>
internal sealed partial class TransactionLog
{
    /// <summary>Makes all writes visible at one time; or none.</summary>
    /// <exception cref="InvariantViolationException">An invariant does not hold with what would be written.</exception>
    private bool TryCommit()
    {
        if (_writeCount == 0 && _adopted is null)
        {
            // All that was read is from one moment: that is the transaction's place in the order.
            return true;
        }

        CheckInvariants();
        if (_writeCount > 0 && !TryPublish())
        {
            _interruption = Interruption.Conflict;
            return false;
        }

        return true;
    }

    private bool TryPublish()
    {
        if (!TryLockWrites())
        {
            return false;
        }

        long time;
        while (!VersionClock.TryAdvance(out time) && !_isSerial)
        {
            UnlockWrites(_writeCount);
            VersionClock.AwaitGate();

            // Those who run alone may be many; whoever meets them again and again becomes one of them.
            if (++_failures >= MostFailures || !TryLockWrites())
            {
                return false;
            }
        }

        // If no other commit has come between, nothing can have changed; and while this one runs alone, none comes.
        if (time != VersionClock.After(Time) && !_isSerial && !AreReadsUnchanged())
        {
            UnlockWrites(_writeCount);
            return false;
        }

        Time = time;
        Store(time);
        return true;
    }

    private bool TryLockWrites()
    {
        for (int i = 0; i < _writeCount; i++)
        {
            WriteEntry entry = _writes[i]!;
            TVar variable = entry.Variable!;
            if (_isSerial)
            {
                variable.Lock();
            }
            else if (!variable.TryLock())
            {
                UnlockWrites(i);
                return false;
            }

            if (!ReferenceEquals(entry.Checked, variable.Invariants))
            {
                // Something more has to hold since this transaction has checked.
                UnlockWrites(i + 1);
                return false;
            }
        }

        return true;
    }

    private void UnlockWrites(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _writes[i]!.Variable!.Unlock();
        }
    }

    private void Store(long time)
    {
        TransactionLog? first = null;
        TransactionLog? last = null;
        for (int i = 0; i < _writeCount; i++)
        {
            WriteEntry entry = _writes[i]!;
            TVar variable = entry.Variable!;
            if (entry.IsWritten)
            {
                entry.Store();
                if (variable.Waiters is not null)
                {
                    ClaimWaiters(variable, ref first, ref last);
                }
            }

            if (entry.Attached is not null)
            {
                variable.Invariants = entry.Attached;
            }

            variable.UnlockAt(time);
        }

        // Waking may cost a system call: not while anything is locked.
        while (first is not null)
        {
            TransactionLog woken = first;
            first = woken._nextWoken;
            woken._nextWoken = null;
            woken.Resume();
        }
    }
}
