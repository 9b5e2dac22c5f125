using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// One running transaction: what it has read and what it will write. The algorithm is that of Transactional Locking II (Dice, Shalev, Shavit,
/// DISC 2006), with the lazy snapshot extension of Riegel, Felber and Fetzer (DISC 2006).
/// </summary>
/// <remarks>
/// A transaction sees the variables as they were at its <see cref="Time"/>. Each read checks that the variable has not changed since; if
/// it has, the view is moved to the present, provided that nothing read so far has changed. So a body never sees values of different
/// moments, and need not be stopped later for what it did with them. Writes wait in the log; the commit locks what it writes, checks what
/// was read once more, stores, and unlocks with the new time. Only commits write to shared memory.
/// </remarks>
internal sealed partial class TransactionLog
{
    /// <summary>The moment of the view; after the commit, the transaction's place in the order of all. Before all others after a conflict.</summary>
    internal long Time;

    /// <summary>The next log that its thread keeps.</summary>
    internal TransactionLog? NextIdle;

    private TransactionInterruptedException? _exception;
    private Interruption _interruption;
    private bool _isSerial;
    private int _level;

    /// <summary>Gives the log to the next transaction of this thread.</summary>
    internal void Release(TransactionThread thread)
    {
        ClearReads();
        ClearWrites();
        _failures = 0;
        if (IsSmall)
        {
            thread.Return(this);
        }
    }

    /// <summary>Leaves the body to wait for a change of what was read.</summary>
    /// <exception cref="InvalidOperationException">The body is the check of an invariant.</exception>
    [DoesNotReturn]
    internal void Retry()
    {
        ThrowIfConflict();
        if (_isChecking)
        {
            throw new InvalidOperationException("The check of an invariant cannot wait: it runs at the commit of others.");
        }

        Interrupt(Interruption.Retry);
    }

    /// <summary>A body that has caught the interruption is left again at its next step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ThrowIfConflict()
    {
        if (_interruption == Interruption.Conflict)
        {
            Interrupt(Interruption.Conflict);
        }
    }

    [DoesNotReturn]
    private void Interrupt(Interruption interruption)
    {
        _interruption = interruption;
        if (interruption == Interruption.Conflict)
        {
            // No stamp is so old: from here on every read comes to ThrowIfConflict.
            Time = -1;
        }

        throw _exception ??= new TransactionInterruptedException();
    }
}
