using System.Runtime.CompilerServices;

namespace Ringspun;

/// <content>What was read.</content>
internal sealed partial class TransactionLog
{
    /// <summary>A log that has grown beyond this is left to the collector.</summary>
    private const int MostKept = 4096;

    private ReadEntry[] _reads = new ReadEntry[16];
    private int _readCount;

    private bool IsSmall => _reads.Length <= MostKept && _writes.Length <= MostKept;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AddRead(TVar variable, long stamp)
    {
        ReadEntry[] reads = _reads;
        int index = _readCount;
        if ((uint)index >= (uint)reads.Length)
        {
            reads = GrowReads();
        }

        ref ReadEntry read = ref reads[index];
        read.Variable = variable;
        read.Stamp = stamp;
        _readCount = index + 1;
    }

    /// <summary>Moves the view to the present; if something read has changed since, the body is left.</summary>
    internal void ExtendOrThrow()
    {
        // First the time, then the look: what is unchanged at the look was unchanged at that time.
        long now = VersionClock.Now;
        foreach (ref ReadEntry read in _reads.AsSpan(0, _readCount))
        {
            if (!read.Variable!.IsUnchanged(read.Stamp))
            {
                Interrupt(Interruption.Conflict);
            }
        }

        Time = now;
    }

    /// <summary>Whether all that was read is still so, seen by the commit, which holds its locks.</summary>
    private bool AreReadsUnchanged()
    {
        foreach (ref ReadEntry read in _reads.AsSpan(0, _readCount))
        {
            if (!read.Variable!.IsUnchanged(read.Stamp, this))
            {
                return false;
            }
        }

        return true;
    }

    private void ClearReads()
    {
        // Most transactions read little: quicker than a call.
        ReadEntry[] reads = _reads;
        for (int i = 0; i < _readCount && i < reads.Length; i++)
        {
            reads[i].Variable = null;
        }

        _readCount = 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReadEntry[] GrowReads()
    {
        Array.Resize(ref _reads, _reads.Length * 2);
        return _reads;
    }
}
