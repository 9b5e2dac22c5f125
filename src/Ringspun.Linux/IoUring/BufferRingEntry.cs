using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// One buffer on offer: <c>struct io_uring_buf</c>, 16 bytes; see io_uring_register(2), <c>IORING_REGISTER_PBUF_RING</c>.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct BufferRingEntry
{
    /// <summary>Where the buffer is.</summary>
    [FieldOffset(0)]
    public ulong Address;

    /// <summary>Its length in bytes.</summary>
    [FieldOffset(8)]
    public uint Length;

    /// <summary>Its id, which comes back in <see cref="CompletionEntry.BufferId"/>.</summary>
    [FieldOffset(12)]
    public ushort BufferId;

    /// <summary>Reserved; in the ring's first entry it is the ring's tail.</summary>
    [FieldOffset(14)]
    public ushort Tail;
}
