using System.Diagnostics;
using System.Runtime.InteropServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// Direct reads through Linux AIO. Requests gather during a turn and are submitted in one call, no more than the turn can bear. Completions ring
/// an eventfd in epoll; from then on they are expected, and the loop does not wait, until taking them yields fewer than asked.
/// </summary>
internal sealed unsafe class AioQueue : IDisposable
{
    /// <summary>
    /// What the requests of one turn may read together, though one always goes: to submit is to pin every page, and a file system in memory copies
    /// within the call.
    /// </summary>
    internal const int BytesPerTurn = 2 * 1024 * 1024;

    /// <summary>Tried where the machine has no room for more: this many keep a disk busy as well.</summary>
    internal const int FewRequests = 128;

    private readonly EpollAioDriver _driver;
    private readonly nint _context;
    private readonly int _eventDescriptor;
    private readonly AioCompletionRing _ring;
    private readonly LinkedList<EpollRead> _queued = new();
    private readonly EpollRead?[] _underWay;
    private readonly int[] _freeSlots;
    private readonly AioControlBlock* _blocks;
    private readonly AioControlBlock** _pointers;
    private readonly AioEvent[] _completions;
    private readonly int _batch;
    private int _freeCount;
    private bool _expected;
    private bool _isFull;
    private bool _toldFull;
    private bool _disposed;

    private AioQueue(EpollAioDriver driver, nint context, int requests, int eventDescriptor)
    {
        _driver = driver;
        _context = context;
        _eventDescriptor = eventDescriptor;
        if (context == 0)
        {
            _underWay = [];
            _freeSlots = [];
            _completions = [];
            return;
        }

        _ring = new AioCompletionRing(context);
        _batch = driver.Options.AioSubmissionsPerTurn;
        _underWay = new EpollRead?[driver.Options.AioRequestsAtOnce ?? requests];
        _freeSlots = new int[_underWay.Length];
        while (_freeCount < _freeSlots.Length)
        {
            _freeSlots[_freeCount] = _freeCount++;
        }

        _completions = GC.AllocateArray<AioEvent>(driver.Options.AioCompletionsPerTurn, pinned: true);

        // The kernel copies a block during io_submit: one batch of them is enough.
        _blocks = (AioControlBlock*)NativeMemory.AllocZeroed((nuint)_batch, (nuint)sizeof(AioControlBlock));
        _pointers = (AioControlBlock**)NativeMemory.AllocZeroed((nuint)_batch, (nuint)sizeof(AioControlBlock*));
        for (int i = 0; i < _batch; i++)
        {
            _pointers[i] = _blocks + i;
        }
    }

    /// <summary>Whether there is a context: otherwise direct reads go to the pool.</summary>
    internal bool IsUsable => _context != 0;

    /// <summary>Whether the loop must not wait: completions are expected, or requests are left that this turn could not bear.</summary>
    internal bool MustPoll => _expected || CanSubmit;

    /// <summary>Rung by every completion; the driver never reads its counter.</summary>
    internal int EventDescriptor => _eventDescriptor;

    /// <summary>Requests handed to the kernel so far.</summary>
    internal long Submitted { get; private set; }

    /// <summary>Bytes asked for with them.</summary>
    internal long SubmittedBytes { get; private set; }

    /// <summary>Completions taken so far.</summary>
    internal long Completed { get; private set; }

    /// <summary>How often the kernel had no room for a request.</summary>
    internal long Refusals { get; private set; }

    /// <summary>Whether requests wait in the driver.</summary>
    internal bool HasQueued => _queued.Count > 0;

    private bool CanSubmit => _queued.Count > 0 && !_isFull && _freeCount > 0;

    private int UnderWay => _underWay.Length - _freeCount;

    /// <summary>Makes a context, a small one where there is no room for more, or a queue that says it has none.</summary>
    internal static AioQueue Create(EpollAioDriver driver, int epoll, ulong epollData)
    {
        int requests = driver.Options.AioRequests;
        int result = SetUp(driver, ref requests, out nint context);
        if (result < 0)
        {
            string advice = result.ToErrno() == Errno.EAGAIN ? AioLimits.Read().Advise(requests) : result.ToErrno().Describe();
            DriverLog.AioUnavailable(driver.Logger, result.ToErrno(), advice);
            return new AioQueue(driver, 0, 0, -1);
        }

        int signal = EventFd.Create();
        result = signal < 0 ? signal : Epoll.Control(epoll, EpollOperation.ADD, signal, EpollEvents.IN | EpollEvents.ET, epollData);
        if (result < 0)
        {
            DriverLog.AioUnavailable(driver.Logger, result.ToErrno(), ResourceLimits.Describe(ResourceKind.NOFILE));
            _ = LinuxAio.Destroy(context);
            if (signal >= 0)
            {
                _ = Descriptors.Close(signal);
            }

            return new AioQueue(driver, 0, 0, -1);
        }

        return new AioQueue(driver, context, requests, signal);
    }

    /// <summary>Adds a read; it is submitted at the end of the turn, and may leave the queue by itself until then.</summary>
    internal void Enqueue(EpollRead read) => _queued.AddLast(read.Node);

    /// <summary>The eventfd has rung.</summary>
    internal void ExpectCompletions() => _expected = true;

    /// <summary>Hands what has gathered to the kernel, as much as one turn can bear.</summary>
    internal void Submit()
    {
        int budget = _batch;
        long bytesBefore = SubmittedBytes;
        while (budget > 0 && CanSubmit)
        {
            long bytes = SubmittedBytes - bytesBefore;
            int count = Fill(Math.Min(budget, _freeCount), BytesPerTurn - bytes, isFirst: bytes == 0);
            if (count == 0)
            {
                return;
            }

            int result = LinuxAio.Submit(_context, count, _pointers);
            budget -= Math.Max(1, result);
            for (int i = 0; i < result; i++)
            {
                Submitted++;
                SubmittedBytes += (long)_blocks[i].Length;
                EpollRead read = _queued.First!.Value;
                _queued.RemoveFirst();
                int slot = _freeSlots[--_freeCount];
                Debug.Assert(_blocks[i].Data == (ulong)slot, "slots are given out in the order of the requests");
                _underWay[slot] = read;
            }

            if (result <= 0 && !OnRefused(result.ToErrno()))
            {
                return;
            }
        }
    }

    /// <summary>Takes completions, as many as one turn can bear.</summary>
    /// <param name="mayBeHidden">
    /// Whether epoll gave as many events as it was asked for: that of the eventfd may be behind them, thousands of ready sockets away.
    /// </param>
    internal void Reap(bool mayBeHidden)
    {
        // A ring that is mapped costs a load to look into.
        if (!_expected && (UnderWay == 0 || !(_ring.IsMapped || mayBeHidden)))
        {
            return;
        }

        int count = _ring.Take(_completions);
        LinuxException.ThrowIfError(count, "io_getevents");

        // Fewer than asked: there are no more, and the next one rings again.
        _expected = count == _completions.Length;
        Completed += count;
        for (int i = 0; i < count; i++)
        {
            int slot = (int)_completions[i].Data;
            EpollRead read = _underWay[slot]!;
            _underWay[slot] = null;
            _freeSlots[_freeCount++] = slot;
            _isFull = false;
            read.OnCompletion((int)_completions[i].Result);
        }
    }

    public void Dispose()
    {
        if (_disposed || _context == 0)
        {
            return;
        }

        _disposed = true;

        // Waits until the kernel has done all it has: it writes into memory of the fibers'.
        _ = LinuxAio.Destroy(_context);
        foreach (EpollRead? read in _underWay)
        {
            read?.OnCompletion(-(int)Errno.ECANCELED);
        }

        while (_queued.First is { } first)
        {
            _queued.RemoveFirst();
            first.Value.OnCompletion(-(int)Errno.ECANCELED);
        }

        _ = Descriptors.Close(_eventDescriptor);
        NativeMemory.Free(_blocks);
        NativeMemory.Free(_pointers);
    }

    private static int SetUp(EpollAioDriver driver, ref int requests, out nint context)
    {
        int result = LinuxAio.Setup(requests, out context);
        if (result.ToErrno() == Errno.EAGAIN && requests > FewRequests)
        {
            // fs.aio-max-nr is a limit of the whole machine.
            string advice = AioLimits.Read().Advise(requests);
            result = LinuxAio.Setup(FewRequests, out context);
            if (result >= 0)
            {
                requests = FewRequests;
                DriverLog.AioLimited(driver.Logger, requests, advice);
            }
        }

        return result;
    }

    /// <summary>Describes the first of those that wait to the kernel.</summary>
    /// <param name="room">How many at most.</param>
    /// <param name="bytes">How many bytes they may ask for.</param>
    /// <param name="isFirst">Whether one goes however much it asks for.</param>
    /// <returns>How many.</returns>
    private int Fill(int room, long bytes, bool isFirst)
    {
        int count = 0;
        for (LinkedListNode<EpollRead>? node = _queued.First; node is not null && count < room; node = node.Next)
        {
            bytes -= node.Value.NextLength;
            if (bytes < 0 && !(isFirst && count == 0))
            {
                break;
            }

            node.Value.Describe(ref _blocks[count], (ulong)_freeSlots[_freeCount - 1 - count]);
            _blocks[count].SignalOn(_eventDescriptor);
            count++;
        }

        return count;
    }

    /// <returns>Whether to go on with the next.</returns>
    private bool OnRefused(Errno errno)
    {
        switch (errno)
        {
            case Errno.EINTR:
                return true;
            case Errno.None or Errno.EAGAIN when UnderWay > 0:
                // Full: every completion makes room.
                _isFull = true;
                Refusals++;
                if (!_toldFull)
                {
                    _toldFull = true;
                    DriverLog.AioFull(_driver.Logger, UnderWay, _queued.Count);
                }

                return false;
            default:
                // The first one: its file system cannot do it (EINVAL, EOPNOTSUPP), the kernel is out of requests although we have none, or
                // it is wrong in itself; the pool tries it, and its answer is the answer.
                EpollRead first = _queued.First!.Value;
                _queued.RemoveFirst();
                first.OnRefused(errno);
                return true;
        }
    }
}
