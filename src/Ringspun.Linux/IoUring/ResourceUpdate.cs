using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// What updates registered files, or registers the ring's own descriptor: <c>struct io_uring_rsrc_update</c>, 16 bytes;
/// see io_uring_register(2).
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct ResourceUpdate
{
    /// <summary>The first slot; for a ring's descriptor all ones asks the kernel to choose.</summary>
    [FieldOffset(0)]
    public uint Offset;

    /// <summary>The address of the descriptors; for a ring, the descriptor itself.</summary>
    [FieldOffset(8)]
    public ulong Data;
}
