namespace Ringspun;

/// <summary>A <see cref="BlockingPool"/> at one moment.</summary>
/// <param name="Threads">Threads there are.</param>
/// <param name="IdleThreads">Threads of these that wait for a call.</param>
/// <param name="Queued">Calls that wait for a thread.</param>
/// <param name="Waiting">Calls that wait for room in the queue: the pool is too small for what is asked of it.</param>
/// <param name="Ran">Calls that threads have made since the pool was made.</param>
/// <param name="Started">Threads that were started since then.</param>
public readonly record struct BlockingPoolStatistics(int Threads, int IdleThreads, int Queued, int Waiting, long Ran, long Started);
