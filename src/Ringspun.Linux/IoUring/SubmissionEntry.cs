using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>
/// One request: <c>struct io_uring_sqe</c>, 64 bytes; see io_uring_enter(2).
/// </summary>
/// <remarks>
/// <see cref="Ring.TryGetEntry"/> hands out zeroed entries in the queue itself, and a <c>Prepare…</c> method writes only the fields that
/// its operation has. Set <see cref="UserData"/> and, where needed, <see cref="Flags"/> afterwards. Addresses must stay valid until the
/// request completes, unless the operation says otherwise: the kernel reads and writes them after the call that submits has returned.
/// </remarks>
[StructLayout(LayoutKind.Explicit, Size = 64)]
public partial struct SubmissionEntry
{
    /// <summary>The offset that means "the file's own position": read(2) instead of pread(2).</summary>
    public const ulong CurrentPosition = ulong.MaxValue;

    /// <summary>What to do.</summary>
    [FieldOffset(0)]
    public RingOperation Operation;

    /// <summary>How to do it.</summary>
    [FieldOffset(1)]
    public SubmissionFlags Flags;

    /// <summary>The priority of file I/O; for sockets the modifiers in <see cref="TransferFlags"/>.</summary>
    [FieldOffset(2)]
    public ushort IoPriority;

    /// <summary>The descriptor, or a registered file's index with <see cref="SubmissionFlags.FixedFile"/>.</summary>
    [FieldOffset(4)]
    public int Descriptor;

    /// <summary>The file offset (<c>off</c>).</summary>
    [FieldOffset(8)]
    public ulong Offset;

    /// <summary>A second address in the same place as <see cref="Offset"/> (<c>addr2</c>).</summary>
    [FieldOffset(8)]
    public ulong Address2;

    /// <summary>The buffer, path or structure (<c>addr</c>).</summary>
    [FieldOffset(16)]
    public ulong Address;

    /// <summary>The offset that a splice reads from, in the same place as <see cref="Address"/>.</summary>
    [FieldOffset(16)]
    public ulong SpliceOffsetIn;

    /// <summary>The buffer's length, or a number of vectors (<c>len</c>).</summary>
    [FieldOffset(24)]
    public uint Length;

    /// <summary>The flags of the operation's own system call (<c>rw_flags</c>, <c>msg_flags</c>, …).</summary>
    [FieldOffset(28)]
    public uint OperationFlags;

    /// <summary>What comes back in <see cref="CompletionEntry.UserData"/>.</summary>
    [FieldOffset(32)]
    public ulong UserData;

    /// <summary>The registered buffer's index (<c>buf_index</c>).</summary>
    [FieldOffset(40)]
    public ushort BufferIndex;

    /// <summary>The buffer group to select from, in the same place as <see cref="BufferIndex"/> (<c>buf_group</c>).</summary>
    [FieldOffset(40)]
    public ushort BufferGroup;

    /// <summary>Registered credentials to use, or 0.</summary>
    [FieldOffset(42)]
    public ushort Personality;

    /// <summary>The descriptor that a splice reads from.</summary>
    [FieldOffset(44)]
    public int SpliceDescriptorIn;

    /// <summary>Where to install a registered file, plus one, in the same place as <see cref="SpliceDescriptorIn"/>.</summary>
    [FieldOffset(44)]
    public uint FileIndex;

    /// <summary>The length of a destination address, in the same place as <see cref="SpliceDescriptorIn"/>.</summary>
    [FieldOffset(44)]
    public ushort AddressLength;

    /// <summary>The bytes that a multishot receive may bring in all, in the same place as <see cref="SpliceDescriptorIn"/> (<c>optlen</c>).</summary>
    [FieldOffset(44)]
    internal uint OptionLength;

    /// <summary>A third address (<c>addr3</c>).</summary>
    [FieldOffset(48)]
    public ulong Address3;

    /// <summary>Padding; zero.</summary>
    [FieldOffset(56)]
    public ulong Padding;

    private void Prepare(RingOperation operation, int descriptor, nint address, uint length, ulong offset)
    {
        Operation = operation;
        Descriptor = descriptor;
        Address = (ulong)address;
        Length = length;
        Offset = offset;
    }
}
