using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>Memory to register with <see cref="Ring.RegisterBuffers"/>: <c>struct iovec</c>; see io_uring_register(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct RegisteredBuffer
{
    /// <summary>Where the memory is; it stays pinned while it is registered.</summary>
    public nint Address;

    /// <summary>Its length in bytes; it counts against RLIMIT_MEMLOCK.</summary>
    public nuint Length;
}
