namespace Ringspun.Cli.Load.Engine;

/// <summary>
/// How many requests of the steady part are still to be asked, for all loops together. Each loop takes a block at a time, the smaller the fewer
/// are left, so that loops seldom meet here and none is left with many when the others have none.
/// </summary>
internal sealed class RequestBudget(long requests, int loops)
{
    private const int LargestBlock = 256;

    private long _left = requests;

    /// <summary>Takes some for one loop. Any thread.</summary>
    /// <returns>How many; 0 when there are none left.</returns>
    public int TakeBlock()
    {
        while (true)
        {
            long left = Volatile.Read(ref _left);
            int block = (int)Math.Min(left, Math.Clamp(left / (loops * 8L), 1, LargestBlock));
            if (block == 0 || Interlocked.CompareExchange(ref _left, left - block, left) == left)
            {
                return block;
            }
        }
    }
}
