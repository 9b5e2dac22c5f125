using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// Where the submission queue's fields lie in its mapping: <c>struct io_sqring_offsets</c>, 40 bytes; see io_uring_setup(2).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
public struct SubmissionQueueOffsets
{
    /// <summary>The kernel's index: entries before it are consumed.</summary>
    [FieldOffset(0)]
    public uint Head;

    /// <summary>The application's index: entries before it are filled.</summary>
    [FieldOffset(4)]
    public uint Tail;

    /// <summary>The number of entries less one.</summary>
    [FieldOffset(8)]
    public uint RingMask;

    /// <summary>The number of entries.</summary>
    [FieldOffset(12)]
    public uint RingEntries;

    /// <summary>The <c>IORING_SQ_*</c> flags that the kernel raises.</summary>
    [FieldOffset(16)]
    public uint Flags;

    /// <summary>How many bad indices the kernel has skipped.</summary>
    [FieldOffset(20)]
    public uint Dropped;

    /// <summary>The indirection from queue position to entry; absent with <see cref="RingSetupFlags.NoSubmissionArray"/>.</summary>
    [FieldOffset(24)]
    public uint Array;

    /// <summary>Reserved.</summary>
    [FieldOffset(28)]
    public uint Reserved;

    /// <summary>The memory of a ring that brings its own; reserved here.</summary>
    [FieldOffset(32)]
    public ulong UserAddress;
}
