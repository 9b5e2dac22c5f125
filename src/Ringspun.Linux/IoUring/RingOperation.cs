namespace Ringspun.Linux.IoUring;

/// <summary>The operation of a <see cref="SubmissionEntry"/>: <c>enum io_uring_op</c>; see io_uring_enter(2).</summary>
public enum RingOperation : byte
{
    /// <summary><c>IORING_OP_NOP</c>: completes at once; it measures the ring and wakes it.</summary>
    Nop = 0,
    /// <summary><c>IORING_OP_READV</c>: preadv2(2).</summary>
    ReadVector = 1,
    /// <summary><c>IORING_OP_WRITEV</c>: pwritev2(2).</summary>
    WriteVector = 2,
    /// <summary><c>IORING_OP_FSYNC</c>: fsync(2).</summary>
    Fsync = 3,
    /// <summary><c>IORING_OP_READ_FIXED</c>: read into a registered buffer.</summary>
    ReadFixed = 4,
    /// <summary><c>IORING_OP_WRITE_FIXED</c>: write from a registered buffer.</summary>
    WriteFixed = 5,
    /// <summary><c>IORING_OP_POLL_ADD</c>: waits for readiness as poll(2) does.</summary>
    PollAdd = 6,
    /// <summary><c>IORING_OP_POLL_REMOVE</c>: removes or updates a poll request.</summary>
    PollRemove = 7,
    /// <summary><c>IORING_OP_SYNC_FILE_RANGE</c>: sync_file_range(2).</summary>
    SyncFileRange = 8,
    /// <summary><c>IORING_OP_SENDMSG</c>: sendmsg(2).</summary>
    SendMessage = 9,
    /// <summary><c>IORING_OP_RECVMSG</c>: recvmsg(2).</summary>
    ReceiveMessage = 10,
    /// <summary><c>IORING_OP_TIMEOUT</c>: a timer, or a count of completions.</summary>
    Timeout = 11,
    /// <summary><c>IORING_OP_TIMEOUT_REMOVE</c>: removes or updates a timeout.</summary>
    TimeoutRemove = 12,
    /// <summary><c>IORING_OP_ACCEPT</c>: accept4(2).</summary>
    Accept = 13,
    /// <summary><c>IORING_OP_ASYNC_CANCEL</c>: cancels requests that are under way.</summary>
    AsyncCancel = 14,
    /// <summary><c>IORING_OP_LINK_TIMEOUT</c>: a timeout for the entry linked before it.</summary>
    LinkTimeout = 15,
    /// <summary><c>IORING_OP_CONNECT</c>: connect(2).</summary>
    Connect = 16,
    /// <summary><c>IORING_OP_FALLOCATE</c>: fallocate(2).</summary>
    Fallocate = 17,
    /// <summary><c>IORING_OP_OPENAT</c>: openat(2).</summary>
    OpenAt = 18,
    /// <summary><c>IORING_OP_CLOSE</c>: close(2).</summary>
    Close = 19,
    /// <summary><c>IORING_OP_FILES_UPDATE</c>: updates the registered files.</summary>
    FilesUpdate = 20,
    /// <summary><c>IORING_OP_STATX</c>: statx(2).</summary>
    Statx = 21,
    /// <summary><c>IORING_OP_READ</c>: pread(2), or read(2) with offset -1.</summary>
    Read = 22,
    /// <summary><c>IORING_OP_WRITE</c>: pwrite(2), or write(2) with offset -1.</summary>
    Write = 23,
    /// <summary><c>IORING_OP_FADVISE</c>: posix_fadvise(2).</summary>
    Fadvise = 24,
    /// <summary><c>IORING_OP_MADVISE</c>: madvise(2).</summary>
    Madvise = 25,
    /// <summary><c>IORING_OP_SEND</c>: send(2).</summary>
    Send = 26,
    /// <summary><c>IORING_OP_RECV</c>: recv(2).</summary>
    Receive = 27,
    /// <summary><c>IORING_OP_OPENAT2</c>: openat2(2).</summary>
    OpenAt2 = 28,
    /// <summary><c>IORING_OP_EPOLL_CTL</c>: epoll_ctl(2).</summary>
    EpollControl = 29,
    /// <summary><c>IORING_OP_SPLICE</c>: splice(2), always on a worker thread.</summary>
    Splice = 30,
    /// <summary><c>IORING_OP_PROVIDE_BUFFERS</c>: the older way to provide buffers; <see cref="BufferRing"/> replaces it.</summary>
    ProvideBuffers = 31,
    /// <summary><c>IORING_OP_REMOVE_BUFFERS</c>: takes such buffers back.</summary>
    RemoveBuffers = 32,
    /// <summary><c>IORING_OP_TEE</c>: tee(2).</summary>
    Tee = 33,
    /// <summary><c>IORING_OP_SHUTDOWN</c>: shutdown(2).</summary>
    Shutdown = 34,
    /// <summary><c>IORING_OP_RENAMEAT</c>: renameat2(2).</summary>
    RenameAt = 35,
    /// <summary><c>IORING_OP_UNLINKAT</c>: unlinkat(2).</summary>
    UnlinkAt = 36,
    /// <summary><c>IORING_OP_MKDIRAT</c>: mkdirat(2).</summary>
    MakeDirectoryAt = 37,
    /// <summary><c>IORING_OP_SYMLINKAT</c>: symlinkat(2).</summary>
    SymbolicLinkAt = 38,
    /// <summary><c>IORING_OP_LINKAT</c>: linkat(2).</summary>
    LinkAt = 39,
    /// <summary><c>IORING_OP_MSG_RING</c>: posts a completion to another ring. Linux 5.18.</summary>
    MessageRing = 40,
    /// <summary><c>IORING_OP_FSETXATTR</c>: fsetxattr(2).</summary>
    SetDescriptorAttribute = 41,
    /// <summary><c>IORING_OP_SETXATTR</c>: setxattr(2).</summary>
    SetAttribute = 42,
    /// <summary><c>IORING_OP_FGETXATTR</c>: fgetxattr(2).</summary>
    GetDescriptorAttribute = 43,
    /// <summary><c>IORING_OP_GETXATTR</c>: getxattr(2).</summary>
    GetAttribute = 44,
    /// <summary><c>IORING_OP_SOCKET</c>: socket(2). Linux 5.19.</summary>
    Socket = 45,
    /// <summary><c>IORING_OP_URING_CMD</c>: a command of the file's own driver.</summary>
    Command = 46,
    /// <summary><c>IORING_OP_SEND_ZC</c>: send(2) without a copy, with a notification. Linux 6.0.</summary>
    SendZeroCopy = 47,
    /// <summary><c>IORING_OP_SENDMSG_ZC</c>: sendmsg(2) without a copy. Linux 6.1.</summary>
    SendMessageZeroCopy = 48,
    /// <summary><c>IORING_OP_READ_MULTISHOT</c>: read again and again into provided buffers. Linux 6.7.</summary>
    ReadMultishot = 49,
    /// <summary><c>IORING_OP_WAITID</c>: waitid(2). Linux 6.7.</summary>
    WaitId = 50,
    /// <summary><c>IORING_OP_FUTEX_WAIT</c>: futex(2) wait. Linux 6.7.</summary>
    FutexWait = 51,
    /// <summary><c>IORING_OP_FUTEX_WAKE</c>: futex(2) wake. Linux 6.7.</summary>
    FutexWake = 52,
    /// <summary><c>IORING_OP_FUTEX_WAITV</c>: futex_waitv(2). Linux 6.7.</summary>
    FutexWaitVector = 53,
    /// <summary><c>IORING_OP_FIXED_FD_INSTALL</c>: turns a registered file into a descriptor. Linux 6.8.</summary>
    FixedDescriptorInstall = 54,
    /// <summary><c>IORING_OP_FTRUNCATE</c>: ftruncate(2). Linux 6.9.</summary>
    Truncate = 55,
    /// <summary><c>IORING_OP_BIND</c>: bind(2). Linux 6.11.</summary>
    Bind = 56,
    /// <summary><c>IORING_OP_LISTEN</c>: listen(2). Linux 6.11.</summary>
    Listen = 57,
}
