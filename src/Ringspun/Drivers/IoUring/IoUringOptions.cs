using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>The sizes of an <see cref="IoUringDriver"/>. The defaults fit into 64 KiB of locked memory, an ordinary user's smallest usual limit.</summary>
public sealed record IoUringOptions
{
    /// <summary>Requests that fit into one submission; more cost a system call more. A power of two.</summary>
    public uint SubmissionEntries { get; init; } = 256;

    /// <summary>Completions that fit between two turns; the kernel keeps what does not fit, at a price. A power of two.</summary>
    public uint CompletionEntries { get; init; } = 1024;

    /// <summary>Bytes of one receive buffer.</summary>
    public int ReceiveBufferSize { get; init; } = 4096;

    /// <summary>Receive buffers at most; they are made as they are needed. A power of two, at most 32,768.</summary>
    public int ReceiveBuffers { get; init; } = 1024;

    /// <summary>Filled receive buffers that one connection may hold before it is made to wait, so that no sender starves the others.</summary>
    public int ReceiveBuffersPerConnection { get; init; } = 32;

    /// <summary>Whether a receive may fill several buffers at once and end by itself when it has filled its share, where the kernel can (Linux 6.17).</summary>
    internal bool BundlesReceives { get; init; } = true;

    /// <summary>Sends of at least so many bytes try to go without a copy, until the kernel says that it copies all the same; 0 for never.</summary>
    public int ZeroCopyThreshold { get; init; } = 64 * 1024;

    /// <summary>
    /// Whether the ring's descriptor can be polled by somebody else (<see cref="EventLoop.PollDescriptor"/>). Such a ring goes without
    /// IORING_SETUP_DEFER_TASKRUN, for with that it wakes nobody before its completions are made, and they are made in the very turn that ought to be
    /// woken for.
    /// </summary>
    public bool IsPollable { get; init; }

    /// <summary>The ring's modes that may be used.</summary>
    public RingSetupFlags AllowedFlags { get; init; } = new RingOptions().AllowedFlags;
}
