using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>What the kernel says about one operation: <c>struct io_uring_probe_op</c>, 8 bytes; see io_uring_register(2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 8)]
public struct ProbeOperation
{
    /// <summary><c>IO_URING_OP_SUPPORTED</c>.</summary>
    public const ushort SupportedFlag = 1 << 0;

    /// <summary>The operation.</summary>
    [FieldOffset(0)]
    public RingOperation Operation;

    /// <summary>Its flags; the only one is <see cref="SupportedFlag"/>.</summary>
    [FieldOffset(2)]
    public ushort Flags;
}
