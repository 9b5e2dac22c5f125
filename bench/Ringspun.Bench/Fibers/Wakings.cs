namespace Ringspun.Bench.Fibers;

/// <summary>Counts sleepers that have woken.</summary>
internal sealed class Wakings
{
    public int Count;
}
