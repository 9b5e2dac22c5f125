using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// The extended argument of io_uring_enter(2) with <c>IORING_ENTER_EXT_ARG</c>: <c>struct io_uring_getevents_arg</c>, 24 bytes.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 24)]
public struct GetEventsArgument
{
    /// <summary>The address of a signal mask, or 0.</summary>
    [FieldOffset(0)]
    public ulong SignalMask;

    /// <summary>The size of that mask in bytes.</summary>
    [FieldOffset(8)]
    public uint SignalMaskSize;

    /// <summary>
    /// Microseconds to collect a batch before fewer completions suffice; needs <see cref="RingFeatures.MinimumTimeout"/>.
    /// </summary>
    [FieldOffset(12)]
    public uint MinimumWaitMicroseconds;

    /// <summary>The address of a <see cref="KernelTimespec"/>, or 0 for no limit.</summary>
    [FieldOffset(16)]
    public ulong Timeout;
}
