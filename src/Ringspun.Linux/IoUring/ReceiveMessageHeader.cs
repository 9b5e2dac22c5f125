using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// What a multishot recvmsg puts at the beginning of each provided buffer: <c>struct io_uring_recvmsg_out</c>, 16 bytes. The name, the
/// control data and the payload follow, the first two in the room that the request's <c>msghdr</c> reserved for them.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct ReceiveMessageHeader
{
    /// <summary>The sender's address, in bytes, before truncation.</summary>
    [FieldOffset(0)]
    public uint NameLength;

    /// <summary>The control data, in bytes.</summary>
    [FieldOffset(4)]
    public uint ControlLength;

    /// <summary>The payload, in bytes, before truncation.</summary>
    [FieldOffset(8)]
    public uint PayloadLength;

    /// <summary>The flags that recvmsg(2) returns.</summary>
    [FieldOffset(12)]
    public uint Flags;
}
