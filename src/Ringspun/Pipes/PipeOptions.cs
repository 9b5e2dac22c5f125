namespace Ringspun;

/// <summary>How to make a pipe.</summary>
public sealed record PipeOptions
{
    /// <summary>
    /// Bytes that fit into the pipe before its writer has to wait; 0 leaves the kernel's usual 64 KiB. The kernel rounds up to a power of two of
    /// pages; <see cref="IPipeReader.Capacity"/> tells the outcome.
    /// </summary>
    public int Capacity { get; init; }
}
