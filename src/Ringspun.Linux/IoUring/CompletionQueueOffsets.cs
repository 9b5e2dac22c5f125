using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// Where the completion queue's fields lie in its mapping: <c>struct io_cqring_offsets</c>, 40 bytes; see io_uring_setup(2).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
public struct CompletionQueueOffsets
{
    /// <summary>The application's index: entries before it are read.</summary>
    [FieldOffset(0)]
    public uint Head;

    /// <summary>The kernel's index: entries before it are filled.</summary>
    [FieldOffset(4)]
    public uint Tail;

    /// <summary>The number of entries less one.</summary>
    [FieldOffset(8)]
    public uint RingMask;

    /// <summary>The number of entries.</summary>
    [FieldOffset(12)]
    public uint RingEntries;

    /// <summary>How many completions were lost for want of memory.</summary>
    [FieldOffset(16)]
    public uint Overflow;

    /// <summary>The entries themselves.</summary>
    [FieldOffset(20)]
    public uint Entries;

    /// <summary>The <c>IORING_CQ_*</c> flags that the application raises.</summary>
    [FieldOffset(24)]
    public uint Flags;

    /// <summary>Reserved.</summary>
    [FieldOffset(28)]
    public uint Reserved;

    /// <summary>The memory of a ring that brings its own; reserved here.</summary>
    [FieldOffset(32)]
    public ulong UserAddress;
}
