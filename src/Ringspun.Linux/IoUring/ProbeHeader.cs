using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>The head of what <c>IORING_REGISTER_PROBE</c> fills: <c>struct io_uring_probe</c>, 16 bytes, then the operations.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct ProbeHeader
{
    /// <summary>The highest operation that the kernel knows.</summary>
    [FieldOffset(0)]
    public byte LastOperation;

    /// <summary>How many <see cref="ProbeOperation"/> follow.</summary>
    [FieldOffset(1)]
    public byte OperationCount;
}
