using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>One io_uring for one loop: requests are gathered during a turn and go to the kernel in one system call, with the wait.</summary>
/// <remarks>Make it on the thread of its loop: the ring accepts no other thread (IORING_SETUP_SINGLE_ISSUER).</remarks>
public sealed partial class IoUringDriver : IDriver
{
    private const uint PollIn = 1;

    private readonly Ring _ring;
    private readonly RingTargets _targets = new();
    private readonly CompletionEntry[] _reaped = new CompletionEntry[256];
    private readonly List<CompletionEntry> _early = [];
    private readonly DescriptorSet _owned = new();
    private readonly int _wakeDescriptor;
    private readonly ILogger _logger;
    private ReceiveBuffers? _receiveBuffers;
    private EventLoop? _loop;
    private bool _disposed;

    private IoUringDriver(Ring ring, int wakeDescriptor, IoUringOptions options, ILogger logger)
    {
        _ring = ring;
        _wakeDescriptor = wakeDescriptor;
        _logger = logger;
        Options = options;
        BundlesReceives = options.BundlesReceives;
    }

    /// <inheritdoc/>
    public string Name => "io_uring";

    /// <inheritdoc/>
    public bool IsVirtualTime => false;

    /// <inheritdoc/>
    public IKernelSockets Sockets { get; private set; } = null!;

    /// <inheritdoc/>
    public IFiles Files { get; private set; } = null!;

    /// <inheritdoc/>
    public IPipes? Pipes { get; private set; }

    /// <inheritdoc/>
    public IPoller Poller { get; private set; } = null!;

    internal IoUringOptions Options { get; }

    internal ReceiveBuffers ReceiveBuffers => _receiveBuffers!;

    /// <summary>Whether receives are armed to take several buffers at once; until the kernel refuses it.</summary>
    internal bool BundlesReceives { get; set; }

    internal EventLoop Loop => _loop!;

    internal ILogger Logger => _logger;

    /// <summary>Makes a driver with a ring of its own.</summary>
    /// <param name="options">The sizes; null for the defaults.</param>
    /// <param name="logger">Hears of pauses and limits.</param>
    /// <returns>The driver.</returns>
    /// <exception cref="LinuxException">
    /// EPERM, ENOSYS (forbidden or unknown, as in many containers), ENOMEM (RLIMIT_MEMLOCK), EMFILE; the advice says what mends it.
    /// </exception>
    public static IoUringDriver Create(IoUringOptions? options = null, ILogger? logger = null)
    {
        int result = TryCreate(options, logger, out IoUringDriver? driver);
        LinuxException.ThrowIfError(result, "io_uring_setup", IoUringSupport.Explain(-result));
        return driver!;
    }

    /// <summary>Makes a driver with a ring of its own, or says why not.</summary>
    /// <param name="options">The sizes; null for the defaults.</param>
    /// <param name="logger">Hears of pauses and limits.</param>
    /// <param name="driver">The driver, if the result is 0.</param>
    /// <returns>0 or -errno.</returns>
    public static int TryCreate(IoUringOptions? options, ILogger? logger, out IoUringDriver? driver)
    {
        options ??= new IoUringOptions();
        driver = null;
        int result = Ring.TryCreate(
            new RingOptions
            {
                SubmissionEntries = options.SubmissionEntries,
                CompletionEntries = options.CompletionEntries,
                AllowedFlags = options.IsPollable ? options.AllowedFlags & ~RingSetupFlags.DeferTaskRun : options.AllowedFlags,
            },
            out Ring? ring);
        if (result < 0)
        {
            return result;
        }

        result = BufferRing.TryCreate(ring!, 0, (uint)options.ReceiveBuffers, BufferRingFlags.None, out BufferRing? buffers);
        if (result < 0)
        {
            ring!.Dispose();
            return result;
        }

        int wake = EventFd.Create();
        if (wake < 0)
        {
            buffers!.Dispose();
            ring!.Dispose();
            return wake;
        }

        // Saves the kernel the look-up of the descriptor at every turn; without it everything works as well.
        _ = ring!.RegisterRingDescriptor();
        driver = new IoUringDriver(ring, wake, options, logger ?? NullLogger.Instance);
        driver._receiveBuffers = new ReceiveBuffers(driver, buffers!);
        return 0;
    }

    /// <inheritdoc/>
    public long ReadClock() => MonotonicClock.Nanoseconds;

    /// <inheritdoc/>
    public void Attach(EventLoop loop)
    {
        _loop = loop;
        Sockets = new RingSockets(this);
        Files = new RingFiles(this);
        Pipes = new RingPipes(this);
        Poller = new RingPoller(this);
        _ = new RingWaker(this, _wakeDescriptor);
    }

    /// <inheritdoc/>
    public void Wake() => EventFd.Signal(_wakeDescriptor);

    /// <inheritdoc/>
    public void Turn(long timeoutNanoseconds)
    {
        ReceiveBuffers.Publish();
        if (_early.Count > 0)
        {
            DispatchEarly();
            timeoutNanoseconds = 0;
        }

        if (timeoutNanoseconds > 0)
        {
            Check(_ring.SubmitAndWait(1, timeoutNanoseconds == long.MaxValue ? -1 : timeoutNanoseconds));
        }
        else if (_ring.PendingSubmissions > 0 || _ring.NeedsTaskRun || _ring.CompletionOverflow)
        {
            Check(_ring.SubmitAndWait(0, 0));
        }

        int count;
        while ((count = _ring.ReadCompletions(_reaped)) > 0)
        {
            for (int i = 0; i < count; i++)
            {
                Dispatch(_reaped[i]);
            }

            if (count < _reaped.Length)
            {
                break;
            }
        }
    }

    /// <summary>The next free entry of the submission queue, which is made room in where it is full.</summary>
    internal ref SubmissionEntry NextEntry()
    {
        ref SubmissionEntry entry = ref _ring.TryGetEntry(out bool available);
        if (!available)
        {
            MakeRoom();
            entry = ref _ring.TryGetEntry(out available);
            if (!available)
            {
                throw new LinuxException("io_uring_enter", Errno.EBUSY, "The kernel takes no more requests although its completions were reaped.");
            }
        }

        return ref entry;
    }

    /// <summary>Hands what is prepared to the kernel now, in the middle of a turn.</summary>
    internal void SubmitPrepared()
    {
        if (_ring.PendingSubmissions > 0)
        {
            MakeRoom();
        }
    }

    /// <summary>Registers a target for the request that is being prepared, until its last completion.</summary>
    internal ulong Expect(IRingTarget target) => _targets.Add(target);

    /// <summary>Notes a descriptor as this driver's, to be closed with it at the latest.</summary>
    internal int Own(int descriptor)
    {
        _owned.Add(descriptor);
        return descriptor;
    }

    /// <summary>Closes a descriptor of this driver's with the next submission.</summary>
    internal void CloseDescriptor(int descriptor)
    {
        bool isOpen = _owned.Remove(descriptor);
        Debug.Assert(isOpen || _disposed, "a descriptor is noted when it is made, and closed once");
        if (_disposed)
        {
            // If it was not open any more, its number may be another's.
            if (isOpen)
            {
                _ = Descriptors.Close(descriptor);
            }

            return;
        }

        ref SubmissionEntry entry = ref NextEntry();
        entry.PrepareClose(descriptor);
        entry.UserData = RingTargets.Closing;
        ((RingSockets)Sockets).OnDescriptorFreed();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // Everything that is under way is cancelled and waited for: the kernel must not write into memory that is about to go. Whatever is open
        // then, or was opened too late, is closed.
        _ = _ring.SubmitAndWait(0, 0);
        CancelAll();
        _ring.Dispose();
        while (_owned.TryTake(out int descriptor))
        {
            _ = Descriptors.Close(descriptor);
        }

        _receiveBuffers?.Dispose();
        _ = Descriptors.Close(_wakeDescriptor);
    }

    private void Dispatch(in CompletionEntry completion)
    {
        IRingTarget? target = _targets.Find(completion.UserData);
        if (target is null)
        {
            Debug.Assert(
                completion.UserData != RingTargets.Closing || completion.Result.ToErrno() != Errno.EBADF, "a descriptor is closed by nobody else");
            return;
        }

        if (!completion.HasMore)
        {
            _targets.Remove(completion.UserData);
        }

        target.OnCompletion(completion);
    }

    private void DispatchEarly()
    {
        CompletionEntry[] early = [.. _early];
        _early.Clear();
        foreach (CompletionEntry completion in early)
        {
            Dispatch(completion);
        }
    }

    /// <summary>Submits in the middle of a turn. Completions are put by, because their targets may be preparing requests right now.</summary>
    private void MakeRoom()
    {
        int result = _ring.Submit();
        if (result.ToErrno() is Errno.EBUSY or Errno.EAGAIN)
        {
            int count;
            while ((count = _ring.ReadCompletions(_reaped)) > 0)
            {
                _early.AddRange(_reaped.AsSpan(0, count));
            }

            result = _ring.SubmitAndWait(0, 0);
        }

        Check(result);
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            CheckError(result.ToErrno());
        }
    }

    [SuppressMessage("Style", "IDE0010", Justification = "every other error is fatal")]
    private static void CheckError(Errno errno)
    {
        switch (errno)
        {
            case Errno.ETIME: // the wait is over
            case Errno.EINTR: // a signal: the loop looks around and comes back
            case Errno.EBUSY: // completions must be reaped first, which is what happens next
            case Errno.EAGAIN: // the kernel is short of memory for requests: they stay prepared
                return;
            default:
                throw new LinuxException("io_uring_enter", errno);
        }
    }
}
