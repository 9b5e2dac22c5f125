namespace Ringspun.Linux.IoUring;

/// <summary>The <c>IORING_CQE_F_*</c> flags of a <see cref="CompletionEntry"/>. The upper sixteen bits carry the buffer id.</summary>
[Flags]
public enum CompletionFlags : uint
{
    /// <summary>A plain completion.</summary>
    None = 0,
    /// <summary><c>IORING_CQE_F_BUFFER</c>: a provided buffer was used; see <see cref="CompletionEntry.BufferId"/>.</summary>
    Buffer = 1 << 0,
    /// <summary><c>IORING_CQE_F_MORE</c>: the request goes on and will complete again. Without it the request has ended.</summary>
    More = 1 << 1,
    /// <summary><c>IORING_CQE_F_SOCK_NONEMPTY</c>: the socket had more to read after this receive.</summary>
    SockNonEmpty = 1 << 2,
    /// <summary><c>IORING_CQE_F_NOTIF</c>: the second completion of a zero-copy send; the memory may be reused now.</summary>
    Notification = 1 << 3,
    /// <summary><c>IORING_CQE_F_BUF_MORE</c>: the kernel keeps the buffer and will put more into it (incremental buffer rings).</summary>
    BufferMore = 1 << 4,
}
