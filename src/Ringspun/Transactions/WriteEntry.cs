namespace Ringspun;

/// <summary>What a transaction will do to one variable when it commits.</summary>
internal abstract class WriteEntry
{
    internal TVar? Variable;

    /// <summary>The entry of the same variable in an outer nesting level, which comes back if this level is rolled back.</summary>
    internal WriteEntry? Shadowed;

    /// <summary>The nesting level that the entry belongs to.</summary>
    internal int Level;

    /// <summary>The next entry with the same hash bucket, which is older; -1: none.</summary>
    internal int Older;

    /// <summary>False: only an invariant is attached to the variable.</summary>
    internal bool IsWritten;

    /// <summary>What the variable had to keep when this transaction checked it.</summary>
    internal Invariant[]? Checked;

    /// <summary>What the variable has to keep from this commit on, if that is more.</summary>
    internal Invariant[]? Attached;

    /// <summary>Writes the value into the locked variable.</summary>
    internal abstract void Store();

    /// <summary>Takes over what an inner level has written.</summary>
    internal abstract void TakeOver(WriteEntry inner);

    /// <summary>Forgets variable and value, so that a pooled log keeps nothing alive.</summary>
    internal virtual void Clear()
    {
        Variable = null;
        Shadowed = null;
        IsWritten = false;
        Checked = null;
        Attached = null;
    }

    /// <summary>Gives the cleared entry to others that write variables of its type.</summary>
    internal abstract void Recycle();
}
