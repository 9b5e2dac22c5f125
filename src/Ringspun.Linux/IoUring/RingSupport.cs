namespace Ringspun.Linux.IoUring;

/// <summary>What <see cref="IoUringSupport.Check"/> found.</summary>
/// <param name="Error">0, or the positive errno with which no ring, or no buffer ring, could be created.</param>
/// <param name="Missing">The kernel's names of what this kernel lacks; empty if nothing.</param>
/// <param name="Flags">The mode that a ring gets here; none if there is no ring.</param>
/// <param name="Explanation">One sentence for a log: which ring there is, or why there is none and what helps.</param>
public sealed record RingSupport(int Error, IReadOnlyList<string> Missing, RingSetupFlags Flags, string Explanation)
{
    /// <summary>Whether rings can be created and have everything that is needed.</summary>
    public bool IsAvailable => Error == 0 && Missing.Count == 0;
}
