namespace Ringspun.Linux;

/// <summary>What direct I/O on a file asks for (source: statx(2), STATX_DIOALIGN).</summary>
/// <param name="Memory">The alignment of memory in bytes; 0 if there is no direct I/O.</param>
/// <param name="Offset">The alignment of position and length in bytes; 0 if there is no direct I/O.</param>
public readonly record struct DirectAlignment(int Memory, int Offset)
{
    /// <summary>Whether the file can be read and written directly.</summary>
    public bool IsSupported => Memory > 0 && Offset > 0;
}
