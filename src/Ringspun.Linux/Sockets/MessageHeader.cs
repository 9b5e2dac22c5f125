using System.Runtime.InteropServices;

namespace Ringspun.Linux;

/// <summary>A message with its address and ancillary data: struct msghdr, 56 bytes on 64-bit machines (source: recvmsg(2)).</summary>
[StructLayout(LayoutKind.Sequential)]
public unsafe struct MessageHeader
{
    /// <summary>The peer's address or null (msg_name).</summary>
    public void* Name;

    /// <summary>The address buffer's length in bytes; receiving sets it to the address's length (msg_namelen).</summary>
    public int NameLength;

    /// <summary>The pieces of memory (msg_iov).</summary>
    public IoVector* Vectors;

    /// <summary>The number of pieces, up to <see cref="IoVector.MaximumCount"/> (msg_iovlen).</summary>
    public nuint VectorCount;

    /// <summary>Ancillary data or null (msg_control).</summary>
    public void* Control;

    /// <summary>The ancillary buffer's length in bytes; receiving sets it to what was written (msg_controllen).</summary>
    public nuint ControlLength;

    /// <summary>Set by receiving (msg_flags).</summary>
    public MessageFlags Flags;
}
