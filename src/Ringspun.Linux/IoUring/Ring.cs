namespace Ringspun.Linux.IoUring;

/// <summary>
/// One io_uring: a submission queue and a completion queue shared with the kernel; see io_uring(7).
/// </summary>
/// <remarks>
/// A ring belongs to the thread that created it. In its usual mode the kernel answers any other thread's <see cref="Submit"/> or register
/// call with -EEXIST, and nothing here is synchronised. Results follow the kernel: 0 or more, or <c>-errno</c>. There is no finalizer: an
/// undisposed ring lives as long as the process.
/// </remarks>
public sealed unsafe partial class Ring : IDisposable
{
    private const uint CompletionOverflowFlag = 1 << 1;
    private const uint TaskRunFlag = 1 << 2;

    private readonly int _descriptor;
    private readonly byte* _ringMemory;
    private readonly nuint _ringLength;
    private readonly nuint _entriesLength;

    private readonly SubmissionEntry* _submissionEntries;
    private readonly uint* _submissionHead;
    private readonly uint* _submissionTail;
    private readonly uint* _submissionFlags;
    private readonly uint _submissionMask;
    private readonly uint _submissionCount;

    private readonly CompletionEntry* _completionEntries;
    private readonly uint* _completionHead;
    private readonly uint* _completionTail;
    private readonly uint _completionMask;

    // The kernel moves the submission head only within io_uring_enter, and nobody but this thread moves the other two.
    private uint _consumed;
    private uint _prepared;
    private uint _read;

    // The ring's descriptor, or its registered index together with the flag that says so.
    private int _enterDescriptor;
    private uint _enterFlags;
    private int _registeringThread;
    private bool _disposed;

    private Ring(int descriptor, in RingParameters parameters, byte* memory, nuint length, SubmissionEntry* entries, nuint entriesLength)
    {
        _descriptor = _enterDescriptor = descriptor;
        Features = parameters.Features;
        Flags = parameters.Flags;
        _ringMemory = memory;
        _ringLength = length;
        _submissionEntries = entries;
        _entriesLength = entriesLength;

        SubmissionQueueOffsets submission = parameters.SubmissionQueue;
        _submissionHead = (uint*)(memory + submission.Head);
        _submissionTail = (uint*)(memory + submission.Tail);
        _submissionFlags = (uint*)(memory + submission.Flags);
        _submissionMask = *(uint*)(memory + submission.RingMask);
        _submissionCount = *(uint*)(memory + submission.RingEntries);

        CompletionQueueOffsets completion = parameters.CompletionQueue;
        _completionHead = (uint*)(memory + completion.Head);
        _completionTail = (uint*)(memory + completion.Tail);
        _completionMask = *(uint*)(memory + completion.RingMask);
        _completionEntries = (CompletionEntry*)(memory + completion.Entries);
        CompletionCapacity = *(uint*)(memory + completion.RingEntries);

        if ((Flags & RingSetupFlags.NoSubmissionArray) == 0)
        {
            // Entries are used in the order of the queue, so the indirection is the identity for good.
            uint* array = (uint*)(memory + submission.Array);
            for (uint i = 0; i < _submissionCount; i++)
            {
                array[i] = i;
            }
        }
    }

    /// <summary>The ring's descriptor. It becomes readable for poll(2) and epoll(7) when completions are there.</summary>
    public int Descriptor => _descriptor;

    /// <summary>What the kernel can do.</summary>
    public RingFeatures Features { get; }

    /// <summary>The mode that was reached; see <see cref="RingOptions.AllowedFlags"/>.</summary>
    public RingSetupFlags Flags { get; }

    /// <summary>The submission queue's entries.</summary>
    public uint SubmissionCapacity => _submissionCount;

    /// <summary>The completion queue's entries.</summary>
    public uint CompletionCapacity { get; }

    internal bool IsDisposed => _disposed;

    /// <summary>
    /// Closes the ring. The kernel cancels what is pending and releases the memory soon afterwards, not at once; buffers given to it must
    /// outlive that, so cancel and reap first. Call it on the ring's own thread: a registered descriptor can be given back only there.
    /// </summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        UnregisterRingDescriptor();
        _ = LibC.MemoryUnmap(_submissionEntries, _entriesLength);
        _ = LibC.MemoryUnmap(_ringMemory, _ringLength);
        _ = LibC.Close(_descriptor);
    }
}
