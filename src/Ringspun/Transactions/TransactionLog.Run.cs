namespace Ringspun;

/// <content>Attempts until the commit.</content>
internal sealed partial class TransactionLog
{
    /// <summary>
    /// Conflicts after which the transaction runs alone: conflicts in a row mean that it is long, or that many want the same; nobody else
    /// commits while it runs, so it succeeds for certain.
    /// </summary>
    private const int MostFailures = 10;

    /// <summary>From this conflict on, other threads get the processor first: whoever holds a lock may be waiting for it.</summary>
    private const int FailuresBeforeYield = 3;

    /// <summary>The longest pause is of 2 to the power of this many spins.</summary>
    private const int LongestPause = 10;

    private int _failures;
    private uint _random = 2463534242;

    /// <summary>Runs the body until it has committed, or wants to wait.</summary>
    /// <returns>False: it wants to wait for a change of what it has read.</returns>
    internal bool TryRun<TBody, TResult>(TransactionThread thread, in TBody body, CancellationToken cancel, out TResult? result)
        where TBody : struct, ITransactionBody<TResult>
    {
        while (true)
        {
            cancel.ThrowIfCancellationRequested();
            Begin();
            thread.Running = this;
            try
            {
                result = body.Run(new Transaction(this));
                if (_interruption == Interruption.None && TryCommit())
                {
                    return true;
                }
            }
            catch (Exception) when (_interruption != Interruption.None)
            {
                // Whatever came out of a body that has been interrupted is its own affair. Otherwise what it throws counts: its view
                // was that of one moment.
                result = default;
            }
            finally
            {
                thread.Running = null;
                End();
            }

            ClearWrites();
            if (_interruption == Interruption.Retry)
            {
                return _readCount > 0
                    ? false
                    : throw new InvalidOperationException("A transaction that has read nothing retries: nothing could wake it.");
            }

            ClearReads();
            StmCounters.CountConflict();
            BackOff();
        }
    }

    private void Begin()
    {
        if (_failures >= MostFailures)
        {
            VersionClock.EnterSerial();
            _isSerial = true;
            StmCounters.CountSerial();
        }

        _interruption = Interruption.None;
        _level = 0;
        Time = VersionClock.Now;
    }

    private void End()
    {
        if (_isSerial)
        {
            _isSerial = false;
            VersionClock.LeaveSerial();
        }
    }

    /// <summary>Lets those pass with whom it has collided, for a random time, so that they do not collide again.</summary>
    private void BackOff()
    {
        _failures++;
        if (_failures > FailuresBeforeYield)
        {
            Thread.Yield();
        }

        // Xorshift (Marsaglia 2003), begun anew by each log from where its owner's thread is.
        uint random = _random + (uint)Environment.CurrentManagedThreadId;
        random ^= random << 13;
        random ^= random >> 17;
        random ^= random << 5;
        _random = random;
        Thread.SpinWait((int)(random & ((1u << Math.Min(_failures + 3, LongestPause)) - 1)));
    }
}
