using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>What registers files or buffers: <c>struct io_uring_rsrc_register</c>, 32 bytes; see io_uring_register(2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 32)]
public struct ResourceRegistration
{
    /// <summary><c>IORING_RSRC_REGISTER_SPARSE</c>: every slot starts empty. Linux 5.19.</summary>
    public const uint SparseFlag = 1 << 0;

    /// <summary>How many slots.</summary>
    [FieldOffset(0)]
    public uint Count;

    /// <summary>The only flag is <see cref="SparseFlag"/>.</summary>
    [FieldOffset(4)]
    public uint Flags;

    /// <summary>The address of the resources, or 0 when sparse.</summary>
    [FieldOffset(16)]
    public ulong Data;

    /// <summary>The address of their tags, or 0.</summary>
    [FieldOffset(24)]
    public ulong Tags;
}
