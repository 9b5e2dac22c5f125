using System.Numerics;

namespace Ringspun;

/// <content>What will be written.</content>
internal sealed partial class TransactionLog
{
    /// <summary>Up to here looking through all entries is quicker than a hash table.</summary>
    private const int MostUnindexed = 16;

    /// <summary>A bit for each variable written (and for others with the same hash): most reads need not look for their variable at all.</summary>
    internal ulong WriteFilter;

    // Entries beyond the count are clear, and wait for a variable of their type to come to the same place again.
    private WriteEntry?[] _writes = new WriteEntry?[8];
    private int _writeCount;

    // The newest entry of each bucket, plus one; empty while there are few entries.
    private int[] _buckets = [];
    private bool _isIndexed;

    /// <summary>The innermost entry for a variable, if the transaction has one.</summary>
    internal WriteEntry? FindWrite(TVar variable)
    {
        if ((WriteFilter & variable.FilterBit) == 0)
        {
            return null;
        }

        return _isIndexed ? FindIndexed(variable) : FindLinearly(variable);
    }

    /// <summary>The entry for writing a variable in this nesting level.</summary>
    internal WriteEntry EntryFor(TVar variable)
    {
        if (_isChecking)
        {
            throw new InvalidOperationException("The check of an invariant only reads.");
        }

        WriteEntry? entry = FindWrite(variable);
        return entry is not null && entry.Level == _level ? entry : Append(variable, entry);
    }

    private WriteEntry? FindLinearly(TVar variable)
    {
        WriteEntry?[] writes = _writes;
        for (int i = _writeCount - 1; i >= 0; i--)
        {
            if (ReferenceEquals(writes[i]!.Variable, variable))
            {
                return writes[i];
            }
        }

        return null;
    }

    private WriteEntry? FindIndexed(TVar variable)
    {
        for (int place = _buckets[BucketOf(variable)]; place != 0; place = _writes[place - 1]!.Older)
        {
            if (ReferenceEquals(_writes[place - 1]!.Variable, variable))
            {
                return _writes[place - 1];
            }
        }

        return null;
    }

    private WriteEntry Append(TVar variable, WriteEntry? shadowed)
    {
        if (_writeCount == _writes.Length)
        {
            Array.Resize(ref _writes, _writes.Length * 2);
        }

        WriteEntry entry = variable.RentEntry(_writes[_writeCount]);
        entry.Variable = variable;
        entry.Shadowed = shadowed;
        entry.Level = _level;
        _writes[_writeCount++] = entry;
        WriteFilter |= variable.FilterBit;
        if (_isIndexed && _writeCount <= _buckets.Length)
        {
            Index(_writeCount - 1);
        }
        else if (_writeCount > MostUnindexed)
        {
            IndexAll();
        }

        return entry;
    }

    private int BucketOf(TVar variable) => variable.Hash >>> (32 - BitOperations.Log2((uint)_buckets.Length));

    private void Index(int place)
    {
        WriteEntry entry = _writes[place]!;
        ref int bucket = ref _buckets[BucketOf(entry.Variable!)];
        entry.Older = bucket;
        bucket = place + 1;
    }

    private void IndexAll()
    {
        _isIndexed = true;
        if (_buckets.Length < _writeCount)
        {
            _buckets = new int[BitOperations.RoundUpToPowerOf2((uint)_writeCount * 2)];
        }
        else
        {
            Array.Clear(_buckets);
        }

        for (int i = 0; i < _writeCount; i++)
        {
            Index(i);
        }
    }

    private void ClearWrites()
    {
        if (_writeCount > 0)
        {
            Truncate(0);
            WriteFilter = 0;
            _isIndexed = false;
        }

        ClearChecks();
    }

    /// <summary>Drops the newest entries.</summary>
    private void Truncate(int count)
    {
        for (int i = _writeCount - 1; i >= count; i--)
        {
            WriteEntry entry = _writes[i]!;
            if (_isIndexed)
            {
                _buckets[BucketOf(entry.Variable!)] = entry.Older;
            }

            entry.Clear();
        }

        _writeCount = count;
    }
}
