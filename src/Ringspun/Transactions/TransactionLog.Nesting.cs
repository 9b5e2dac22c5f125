namespace Ringspun;

/// <content>Nested bodies: what they write can be dropped alone.</content>
internal sealed partial class TransactionLog
{
    /// <summary>Runs a body as a part of this transaction. If it throws, what it has written is dropped.</summary>
    internal TResult Nest<TBody, TResult>(TBody body)
        where TBody : struct, ITransactionBody<TResult>
    {
        if (TryNest(body, out TResult? result))
        {
            return result!;
        }

        // Not this body's affair: an alternative around it, or the whole transaction.
        Interrupt(Interruption.Retry);
        return default;
    }

    /// <summary>The same for a body that may retry.</summary>
    /// <returns>False: it has retried; what it has written is dropped, what it has read counts for the wake-up.</returns>
    internal bool TryNest<TBody, TResult>(TBody body, out TResult? result)
        where TBody : struct, ITransactionBody<TResult>
    {
        ThrowIfConflict();
        int outerWrites = _writeCount;
        int outerAdopted = _adopted?.Count ?? 0;
        _level++;
        try
        {
            result = body.Run(new Transaction(this));
        }
        catch (Exception) when (_interruption == Interruption.Retry)
        {
            result = default;
        }
        catch
        {
            LeaveLevel(outerWrites, outerAdopted, keepsAll: false);
            throw;
        }

        // A body that has caught its interruption comes here too.
        bool hasRetried = _interruption == Interruption.Retry;
        LeaveLevel(outerWrites, outerAdopted, keepsAll: _interruption == Interruption.None);
        ThrowIfConflict();
        _interruption = Interruption.None;
        return !hasRetried;
    }

    private void LeaveLevel(int outerWrites, int outerAdopted, bool keepsAll)
    {
        _level--;
        if (!keepsAll)
        {
            Truncate(outerWrites);
            DropAdopted(outerAdopted);
            return;
        }

        int kept = outerWrites;
        for (int i = outerWrites; i < _writeCount; i++)
        {
            WriteEntry entry = _writes[i]!;
            if (entry.Shadowed is { } outer && outer.Level == _level)
            {
                outer.TakeOver(entry);
            }
            else
            {
                // Also where an entry further out is shadowed: the level in between may still be dropped.
                entry.Level = _level;
                (_writes[kept], _writes[i]) = (entry, _writes[kept]);
                kept++;
            }
        }

        if (kept < _writeCount)
        {
            for (int i = kept; i < _writeCount; i++)
            {
                _writes[i]!.Clear();
            }

            _writeCount = kept;
            if (_isIndexed)
            {
                IndexAll();
            }
        }
    }
}
