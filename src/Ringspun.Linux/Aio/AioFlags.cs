namespace Ringspun.Linux;

/// <summary>Which fields of an AIO request are valid: IOCB_FLAG_* (source: include/uapi/linux/aio_abi.h).</summary>
[Flags]
public enum AioFlags : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The completion is signalled on <see cref="AioControlBlock.ResultDescriptor"/> (IOCB_FLAG_RESFD).</summary>
    RESFD = 1,

    /// <summary><see cref="AioControlBlock.Priority"/> is an I/O priority (IOCB_FLAG_IOPRIO).</summary>
    IOPRIO = 2,
}
