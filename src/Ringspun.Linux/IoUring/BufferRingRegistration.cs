using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>What registers a buffer ring: <c>struct io_uring_buf_reg</c>, 40 bytes; see io_uring_register(2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 40)]
public struct BufferRingRegistration
{
    /// <summary>The page-aligned memory of the ring.</summary>
    [FieldOffset(0)]
    public ulong RingAddress;

    /// <summary>Its entries, a power of two up to 32,768.</summary>
    [FieldOffset(8)]
    public uint RingEntries;

    /// <summary>The group that submissions name.</summary>
    [FieldOffset(12)]
    public ushort GroupId;

    /// <summary>The <c>IOU_PBUF_RING_*</c> flags.</summary>
    [FieldOffset(14)]
    public BufferRingFlags Flags;
}
