namespace Ringspun;

/// <summary>Who has won a race, and how it ended.</summary>
internal sealed class RaceState<TResult>
{
    private int _isWon;

    internal int Winner { get; private set; } = -1;

    internal TResult? Result { get; private set; }

    internal Exception? Failure { get; private set; }

    /// <summary>True for the first only.</summary>
    internal bool TryWin(int racer, TResult? result, Exception? failure)
    {
        if (Interlocked.Exchange(ref _isWon, 1) != 0)
        {
            return false;
        }

        Winner = racer;
        Result = result;
        Failure = failure;
        return true;
    }
}
