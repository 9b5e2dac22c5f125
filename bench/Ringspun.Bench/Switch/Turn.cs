namespace Ringspun.Bench.Switch;

/// <summary>What the fibers of one measurement share.</summary>
internal sealed class Turn
{
    public bool IsOver;
    public long Count;
}
