using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A completed AIO request: struct io_event, 32 bytes (source: include/uapi/linux/aio_abi.h).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct AioEvent
{
    /// <summary>The request's data.</summary>
    public ulong Data;

    /// <summary>The address of the request's <see cref="AioControlBlock"/> (obj).</summary>
    public ulong ControlBlock;

    /// <summary>The number of bytes, or a negative <see cref="Errno"/> (res).</summary>
    public long Result;

    /// <summary>A second result, 0 for files (res2).</summary>
    public long Result2;
}
