using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>
/// An AIO request: struct iocb, 64 bytes, little-endian (source: include/uapi/linux/aio_abi.h). The kernel copies it during io_submit;
/// its address is what <see cref="LinuxAio.Cancel"/> knows it by, and the buffer must stay until its completion.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct AioControlBlock
{
    /// <summary>Comes back as <see cref="AioEvent.Data"/> (aio_data).</summary>
    public ulong Data;

    /// <summary>Used by the kernel (aio_key).</summary>
    public uint Key;

    /// <summary>RWF_* flags for reads and writes (aio_rw_flags).</summary>
    public ReadWriteFlags ReadWriteFlags;

    /// <summary>What to do (aio_lio_opcode).</summary>
    public AioCommand Command;

    /// <summary>The I/O priority, if IOPRIO is set (aio_reqprio).</summary>
    public short Priority;

    /// <summary>The file (aio_fildes).</summary>
    public int Descriptor;

    /// <summary>The memory, or the array of <see cref="IoVector"/>; for POLL the events (aio_buf).</summary>
    public ulong Buffer;

    /// <summary>Bytes, or the number of vectors (aio_nbytes).</summary>
    public ulong Length;

    /// <summary>The position in the file in bytes (aio_offset).</summary>
    public long Offset;

    /// <summary>Must be 0 (aio_reserved2).</summary>
    public ulong Reserved;

    /// <summary>Which optional fields are valid (aio_flags).</summary>
    public AioFlags Flags;

    /// <summary>An eventfd, if RESFD is set (aio_resfd).</summary>
    public int ResultDescriptor;

    /// <summary>Asks for a signal on an eventfd when the request completes.</summary>
    /// <param name="eventDescriptor">The eventfd.</param>
    public void SignalOn(int eventDescriptor)
    {
        Flags |= AioFlags.RESFD;
        ResultDescriptor = eventDescriptor;
    }

    /// <summary>A read of a file into memory.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="buffer">Where to.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="offset">The position in the file in bytes.</param>
    /// <param name="data">Comes back with the completion.</param>
    public static AioControlBlock Read(int descriptor, byte* buffer, int length, long offset, ulong data) =>
        Transfer(AioCommand.PREAD, descriptor, buffer, length, offset, data);

    /// <summary>A write of memory into a file.</summary>
    /// <param name="descriptor">The file.</param>
    /// <param name="buffer">Where from.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="offset">The position in the file in bytes.</param>
    /// <param name="data">Comes back with the completion.</param>
    public static AioControlBlock Write(int descriptor, byte* buffer, int length, long offset, ulong data) =>
        Transfer(AioCommand.PWRITE, descriptor, buffer, length, offset, data);

    private static AioControlBlock Transfer(AioCommand command, int descriptor, byte* buffer, int length, long offset, ulong data) => new()
    {
        Command = command,
        Descriptor = descriptor,
        Buffer = (ulong)buffer,
        Length = (ulong)length,
        Offset = offset,
        Data = data,
    };
}
