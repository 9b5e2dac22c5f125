namespace Ringspun.Bench.Tcp.HeadToHead;

/// <summary>How a bar is meant.</summary>
internal enum BarKind
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The ratio to the kernel's figure is to be as much.</summary>
    RatioAtLeast,

    /// <summary>The ratio to the kernel's figure is to be no more.</summary>
    RatioAtMost,

    /// <summary>The figure itself is to be no more.</summary>
    ValueAtMost,
}
