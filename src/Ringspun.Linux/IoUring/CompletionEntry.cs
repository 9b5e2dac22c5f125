using System.Runtime.InteropServices;

namespace Ringspun.Linux.IoUring;

/// <summary>One completion: <c>struct io_uring_cqe</c>, 16 bytes; see io_uring_enter(2).</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
public struct CompletionEntry
{
    /// <summary>The upper half of the flags is the buffer's id: <c>IORING_CQE_BUFFER_SHIFT</c>.</summary>
    private const int BufferShift = 16;

    /// <summary>What the submission carried in <see cref="SubmissionEntry.UserData"/>.</summary>
    [FieldOffset(0)]
    public ulong UserData;

    /// <summary>What the system call would have returned, or <c>-errno</c>.</summary>
    [FieldOffset(8)]
    public int Result;

    /// <summary>How the completion is to be read.</summary>
    [FieldOffset(12)]
    public CompletionFlags Flags;

    /// <summary>The provided buffer that was used; meaningful only with <see cref="CompletionFlags.Buffer"/>.</summary>
    public readonly ushort BufferId => (ushort)((uint)Flags >> BufferShift);

    /// <summary>Whether a provided buffer was used.</summary>
    public readonly bool HasBuffer => (Flags & CompletionFlags.Buffer) != 0;

    /// <summary>Whether the same request will complete again.</summary>
    public readonly bool HasMore => (Flags & CompletionFlags.More) != 0;

    /// <summary>Whether this is the notification of a zero-copy send rather than its result.</summary>
    public readonly bool IsNotification => (Flags & CompletionFlags.Notification) != 0;

    /// <summary>
    /// Whether a zero-copy send's notification says that the kernel copied after all (<c>IORING_NOTIF_USAGE_ZC_COPIED</c>);
    /// known only when the send asked with <see cref="TransferFlags.ReportUsage"/>.
    /// </summary>
    public readonly bool WasCopied => IsNotification && Result < 0;
}
