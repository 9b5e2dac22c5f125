namespace Ringspun;

/// <content>
/// Invariants, after Harris and Peyton Jones, "Transactional memory with data invariants" (TRANSACT 2006): a variable knows the checks that
/// have read it, and a commit that writes it runs them.
/// </content>
internal sealed partial class TransactionLog
{
    private List<Invariant>? _adopted;
    private List<Invariant>? _checked;
    private List<TVar>? _ownReads;
    private bool _isChecking;

    /// <summary>Adds an invariant, which is to hold from this commit on.</summary>
    internal void Adopt(Invariant invariant) => (_adopted ??= []).Add(invariant);

    /// <summary>A check has read what its own transaction has written: it depends on that too.</summary>
    internal void NoteOwnRead(TVar variable)
    {
        if (_isChecking)
        {
            (_ownReads ??= []).Add(variable);
        }
    }

    private void CheckInvariants()
    {
        bool any = _adopted is not null;
        int written = _writeCount;
        for (int i = 0; i < written; i++)
        {
            WriteEntry entry = _writes[i]!;
            entry.Checked = Volatile.Read(ref entry.Variable!.Invariants);
            any |= entry.Checked is not null;
        }

        if (any)
        {
            CheckAll(written);
        }
    }

    private void CheckAll(int written)
    {
        _checked ??= [];
        for (int i = 0; i < written; i++)
        {
            foreach (Invariant invariant in _writes[i]!.Checked ?? [])
            {
                if (invariant.IsDisposed)
                {
                    WriteEntry entry = _writes[i]!;
                    entry.Attached = Array.FindAll(entry.Attached ?? entry.Checked!, static kept => !kept.IsDisposed);
                }
                else
                {
                    Check(invariant);
                }
            }
        }

        for (int i = 0; i < (_adopted?.Count ?? 0); i++)
        {
            Check(_adopted![i]);
        }
    }

    private void Check(Invariant invariant)
    {
        if (_checked!.Contains(invariant))
        {
            return;
        }

        _checked.Add(invariant);
        _ownReads?.Clear();
        int firstRead = _readCount;
        bool holds = false;
        Exception? failure = null;
        _isChecking = true;
        try
        {
            holds = invariant.Holds(new Transaction(this));
        }
        catch (Exception exception) when (_interruption == Interruption.None)
        {
            failure = exception;
        }
        finally
        {
            _isChecking = false;
        }

        ThrowIfConflict();
        if (!holds)
        {
            throw new InvariantViolationException(invariant, failure);
        }

        for (int i = firstRead; i < _readCount; i++)
        {
            Attach(invariant, _reads[i].Variable!);
        }

        for (int i = 0; i < (_ownReads?.Count ?? 0); i++)
        {
            Attach(invariant, _ownReads![i]);
        }
    }

    /// <summary>
    /// Has later commits that write the variable check the invariant. It is a kind of write: locked, and with a new time, so that a
    /// concurrent commit that has not seen the invariant yet fails and runs again.
    /// </summary>
    private void Attach(Invariant invariant, TVar variable)
    {
        WriteEntry? entry = FindWrite(variable);
        Invariant[]? present = entry is null ? Volatile.Read(ref variable.Invariants) : entry.Attached ?? entry.Checked;
        if (present is not null && Array.IndexOf(present, invariant) >= 0)
        {
            return;
        }

        if (entry is null)
        {
            entry = Append(variable, shadowed: null);
            entry.Checked = present;
        }

        entry.Attached = [.. present ?? [], invariant];
    }

    /// <summary>Drops the invariants that a nested body has added.</summary>
    private void DropAdopted(int count)
    {
        if (_adopted is not null)
        {
            _adopted.RemoveRange(count, _adopted.Count - count);
        }
    }

    private void ClearChecks()
    {
        _adopted = null;
        _checked?.Clear();
        _ownReads?.Clear();
    }
}
