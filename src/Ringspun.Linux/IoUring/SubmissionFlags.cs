namespace Ringspun.Linux.IoUring;

/// <summary>Modifiers of one <see cref="SubmissionEntry"/>: the <c>IOSQE_*</c> flags of io_uring_enter(2).</summary>
[Flags]
public enum SubmissionFlags : byte
{
    /// <summary>No modifier.</summary>
    None = 0,
    /// <summary><c>IOSQE_FIXED_FILE</c>: the descriptor is an index into the registered files.</summary>
    FixedFile = 1 << 0,
    /// <summary><c>IOSQE_IO_DRAIN</c>: start only after everything submitted before has completed.</summary>
    Drain = 1 << 1,
    /// <summary><c>IOSQE_IO_LINK</c>: the next entry starts when this one has succeeded.</summary>
    Link = 1 << 2,
    /// <summary><c>IOSQE_IO_HARDLINK</c>: the next entry starts when this one has completed, however it did.</summary>
    HardLink = 1 << 3,
    /// <summary><c>IOSQE_ASYNC</c>: go to a worker thread at once instead of trying inline.</summary>
    Async = 1 << 4,
    /// <summary><c>IOSQE_BUFFER_SELECT</c>: the kernel takes a buffer from the entry's buffer group.</summary>
    BufferSelect = 1 << 5,
    /// <summary><c>IOSQE_CQE_SKIP_SUCCESS</c>: post a completion only on failure.</summary>
    SkipSuccess = 1 << 6,
}
