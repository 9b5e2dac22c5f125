using System.Runtime.CompilerServices;

namespace Ringspun.Tcp.Wire;

/// <summary>The most SACK blocks that fit into a segment's options: four.</summary>
[InlineArray(Capacity)]
public struct SackBlocks
{
    /// <summary>How many fit.</summary>
    public const int Capacity = 4;

    private SackBlock _first;
}
