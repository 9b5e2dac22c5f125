namespace Ringspun;

/// <summary>What transactions of this process had to do beyond running once; see <see cref="Stm.Statistics"/>.</summary>
/// <param name="Conflicts">Attempts that were given up because others had changed what they had read, or held what they wanted to write.</param>
/// <param name="SerialRuns">Attempts that ran alone, after many conflicts.</param>
/// <param name="Waits">How often a fiber went to sleep in a retry.</param>
public readonly record struct StmStatistics(long Conflicts, long SerialRuns, long Waits);
