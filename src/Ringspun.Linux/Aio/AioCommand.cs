namespace Ringspun.Linux;

/// <summary>What an AIO request does: IOCB_CMD_* (source: include/uapi/linux/aio_abi.h).</summary>
public enum AioCommand : ushort
{
    /// <summary>pread(2).</summary>
    PREAD = 0,

    /// <summary>pwrite(2).</summary>
    PWRITE = 1,

    /// <summary>fsync(2), done by a kernel worker.</summary>
    FSYNC = 2,

    /// <summary>fdatasync(2), done by a kernel worker.</summary>
    FDSYNC = 3,

    /// <summary>One poll of a descriptor.</summary>
    POLL = 5,

    /// <summary>Nothing.</summary>
    NOOP = 6,

    /// <summary>preadv(2); the buffer is an array of <see cref="IoVector"/>, the length its count.</summary>
    PREADV = 7,

    /// <summary>pwritev(2); the buffer is an array of <see cref="IoVector"/>, the length its count.</summary>
    PWRITEV = 8,
}
