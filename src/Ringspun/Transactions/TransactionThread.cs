using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>What a thread keeps for its transactions: together, because finding what belongs to a thread costs time.</summary>
internal sealed class TransactionThread
{
    private const int MostIdle = 64;

    [ThreadStatic]
    private static TransactionThread? t_current;

    /// <summary>The transaction whose body runs on this thread.</summary>
    internal TransactionLog? Running;

    private TransactionLog? _idle;
    private int _idleCount;

    internal static TransactionThread Current
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => t_current ?? Create();
    }

    /// <summary>The place in the order of the transaction that has ended last.</summary>
    internal long LastTime => _idle?.Time ?? 0;

    internal TransactionLog Rent()
    {
        TransactionLog? log = _idle;
        if (log is null)
        {
            return new TransactionLog();
        }

        _idle = log.NextIdle;
        log.NextIdle = null;
        _idleCount--;
        return log;
    }

    /// <summary>Keeps a log, cleared, for the next transaction.</summary>
    internal void Return(TransactionLog log)
    {
        if (_idleCount < MostIdle)
        {
            log.NextIdle = _idle;
            _idle = log;
            _idleCount++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TransactionThread Create() => t_current = new TransactionThread();
}
