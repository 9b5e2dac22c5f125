namespace Ringspun.Linux.IoUring;

/// <summary>The <c>IORING_REGISTER_*</c> operations in use here; see io_uring_register(2).</summary>
internal enum RegisterOperation : uint
{
    Buffers = 0,
    UnregisterBuffers = 1,
    Files = 2,
    UnregisterFiles = 3,
    EventDescriptor = 4,
    UnregisterEventDescriptor = 5,
    FilesUpdate = 6,
    Probe = 8,
    Files2 = 13,
    RingDescriptors = 20,
    UnregisterRingDescriptors = 21,
    BufferRing = 22,
    UnregisterBufferRing = 23,
}
