namespace Ringspun.Linux.IoUring;

/// <summary>The <c>IOU_PBUF_RING_*</c> flags of io_uring_register(2).</summary>
[Flags]
public enum BufferRingFlags : ushort
{
    /// <summary>One completion uses up one buffer.</summary>
    None = 0,
    /// <summary><c>IOU_PBUF_RING_MMAP</c>: the kernel allocates the ring; not used here. Linux 6.4.</summary>
    KernelMemory = 1 << 0,
    /// <summary><c>IOU_PBUF_RING_INC</c>: completions fill one buffer piece by piece; take one group per connection. Linux 6.12.</summary>
    Incremental = 1 << 1,
}
