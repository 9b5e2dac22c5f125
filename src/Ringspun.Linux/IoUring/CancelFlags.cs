namespace Ringspun.Linux.IoUring;

/// <summary>What a cancellation matches: the <c>IORING_ASYNC_CANCEL_*</c> flags. All but the first need Linux 5.19.</summary>
[Flags]
public enum CancelFlags : uint
{
    /// <summary>The first request with the given user data.</summary>
    None = 0,
    /// <summary><c>IORING_ASYNC_CANCEL_ALL</c>: every request that matches; the result is their number.</summary>
    All = 1 << 0,
    /// <summary><c>IORING_ASYNC_CANCEL_FD</c>: match by descriptor.</summary>
    Descriptor = 1 << 1,
    /// <summary><c>IORING_ASYNC_CANCEL_ANY</c>: match everything.</summary>
    Any = 1 << 2,
    /// <summary><c>IORING_ASYNC_CANCEL_FD_FIXED</c>: the descriptor is a registered file's index. Linux 6.0.</summary>
    FixedDescriptor = 1 << 3,
    /// <summary><c>IORING_ASYNC_CANCEL_USERDATA</c>: match by user data besides another key. Linux 6.6.</summary>
    UserData = 1 << 4,
    /// <summary><c>IORING_ASYNC_CANCEL_OP</c>: match by operation. Linux 6.6.</summary>
    Operation = 1 << 5,
}
