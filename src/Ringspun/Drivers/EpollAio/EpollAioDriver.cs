using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// epoll and Linux AIO fused into one loop: sockets through edge-triggered readiness, each registered once; direct file reads through AIO, whose
/// completions ring an eventfd that epoll watches; what may block goes to a few threads of <see cref="BlockingPool.Shared"/>.
/// </summary>
public sealed partial class EpollAioDriver : IDriver
{
    // Slots' generations stay below 2^31: no slot has these.
    private const ulong WakeData = ulong.MaxValue;
    private const ulong AioData = ulong.MaxValue - 1;

    private readonly int _epoll;
    private readonly int _wakeDescriptor;
    private readonly EpollEventBuffer _events;
    private readonly Queue<IDeferred> _deferred = new();
    private readonly List<EpollListener> _paused = [];
    private EventLoop? _loop;
    private EpollFiles? _files;
    private AioQueue? _aio;
    private TurnBudget _budget;
    private int _wakeSignalled;
    private bool _disposed;

    private EpollAioDriver(int epoll, int wakeDescriptor, EpollAioOptions options, ILogger logger)
    {
        _epoll = epoll;
        _wakeDescriptor = wakeDescriptor;
        _events = new EpollEventBuffer(options.EventsPerTurn);
        _budget = new TurnBudget(options.TurnBudget.Ticks * TimeSpan.NanosecondsPerTick);
        Options = options;
        Logger = logger;
        Sockets = new EpollSockets(this);
        Pipes = new EpollPipes(this);
        Poller = new EpollPoller(this);
    }

    /// <inheritdoc/>
    public string Name => "epoll";

    /// <inheritdoc/>
    public bool IsVirtualTime => false;

    /// <inheritdoc/>
    public IKernelSockets Sockets { get; }

    /// <inheritdoc/>
    public IPoller Poller { get; }

    /// <inheritdoc/>
    public IFiles Files => _files ?? throw new InvalidOperationException("The driver has no event loop yet.");

    /// <inheritdoc/>
    public IPipes? Pipes { get; }

    internal EpollAioOptions Options { get; }

    internal ILogger Logger { get; }

    internal EventLoop Loop => _loop ?? throw new InvalidOperationException("The driver has no event loop yet.");

    internal EpollSlots Slots { get; } = new();

    /// <summary>Registrations with epoll so far: one for each descriptor that ever had to wait.</summary>
    internal long Registrations { get; private set; }

    /// <summary>Calls of epoll_ctl(2) so far, beside those for the driver's own descriptors.</summary>
    internal long ControlCalls { get; private set; }

    /// <summary>Events that epoll has reported so far.</summary>
    internal long Events { get; private set; }

    /// <summary>Turns so far.</summary>
    internal long Turns { get; private set; }

    /// <summary>The queue of direct reads, if one was made.</summary>
    internal AioQueue? Aio => _aio;

    /// <summary>Makes a driver.</summary>
    /// <param name="options">The sizes; null for the defaults.</param>
    /// <param name="logger">Hears of pauses and limits.</param>
    /// <returns>The driver.</returns>
    /// <exception cref="LinuxException">EMFILE, ENFILE, ENOMEM.</exception>
    public static EpollAioDriver Create(EpollAioOptions? options = null, ILogger? logger = null)
    {
        options ??= new EpollAioOptions();
        int epoll = Epoll.Create();
        LinuxException.ThrowIfError(epoll, "epoll_create1", ResourceLimits.Describe(ResourceKind.NOFILE));
        int wake = EventFd.Create();

        // Edge-triggered: every write is an edge of its own, so the counter need never be read.
        int result = wake < 0 ? wake : Epoll.Control(epoll, EpollOperation.ADD, wake, EpollEvents.IN | EpollEvents.ET, WakeData);
        if (result < 0)
        {
            _ = Descriptors.Close(epoll);
            if (wake >= 0)
            {
                _ = Descriptors.Close(wake);
            }

            throw new LinuxException("eventfd", result.ToErrno(), ResourceLimits.Describe(ResourceKind.NOFILE));
        }

        return new EpollAioDriver(epoll, wake, options, logger ?? NullLogger.Instance);
    }

    /// <inheritdoc/>
    public long ReadClock() => MonotonicClock.Nanoseconds;

    /// <inheritdoc/>
    public void Attach(EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        _loop = loop;
        _files = new EpollFiles(this);
        _budget.Start(ReadClock());
    }

    /// <inheritdoc/>
    public int PollDescriptor => _epoll;

    /// <inheritdoc/>
    public bool PrepareWait()
    {
        _aio?.Submit();
        return _deferred.Count == 0 && _aio is not { MustPoll: true };
    }

    /// <inheritdoc/>
    public void Wake()
    {
        // Many wake-ups before the loop has seen the first are one.
        if (Interlocked.Exchange(ref _wakeSignalled, 1) == 0)
        {
            _ = EventFd.Signal(_wakeDescriptor);
        }
    }

    /// <inheritdoc/>
    public void Turn(long timeoutNanoseconds)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Turns++;
        _aio?.Submit();
        if (_deferred.Count > 0 || _aio is { MustPoll: true })
        {
            timeoutNanoseconds = 0;
        }

        int count = Epoll.Wait(_epoll, _events, timeoutNanoseconds == long.MaxValue ? Epoll.Infinite : timeoutNanoseconds);
        LinuxException.ThrowIfError(count, "epoll_wait");
        _budget.Start(ReadClock());
        Events += count;

        // First those who have waited since the turn before, in their order; then what is new; then the files, which have a budget of their own.
        RunDeferred();
        for (int i = 0; i < count; i++)
        {
            EpollEvent item = _events[i];
            Dispatch(item.Data, item.Events);
        }

        _aio?.Reap(mayBeHidden: count == _events.Capacity);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;

        // Those who use memory of fibers first: they are waited for.
        _aio?.Dispose();
        _files?.Dispose();
        while (_deferred.TryDequeue(out IDeferred? item))
        {
            (item as EpollRead)?.Abandon();
        }

        Slots.AbandonAll();
        DisposeChunks();
        _ = Descriptors.Close(_epoll);
        _ = Descriptors.Close(_wakeDescriptor);
        _events.Dispose();
    }

    /// <summary>Whether one more system call fits into this turn; see <see cref="TurnBudget"/>.</summary>
    internal bool TrySpend() => _budget.TrySpend();

    /// <summary>A system call has copied so many bytes.</summary>
    internal void Charge(int bytes) => _budget.Charge(bytes);

    /// <summary>Goes on with someone in the next turn, which does not wait.</summary>
    internal void Defer(IDeferred item) => _deferred.Enqueue(item);

    /// <summary>Registers a descriptor, once and for both directions. Its present state is reported as well.</summary>
    /// <returns>0; or -ENOSPC (fs.epoll.max_user_watches), -ENOMEM.</returns>
    internal int Register(int descriptor, int slot, EpollEvents events)
    {
        Registrations++;
        ControlCalls++;
        return Epoll.Control(_epoll, EpollOperation.ADD, descriptor, events | EpollEvents.ET, Slots.DataOf(slot));
    }

    /// <summary>Changes what a registered descriptor is watched for. Its present state is reported as well.</summary>
    /// <returns>0; or -ENOENT (it is not registered), -ENOMEM.</returns>
    internal int Modify(int descriptor, int slot, EpollEvents events)
    {
        ControlCalls++;
        return Epoll.Control(_epoll, EpollOperation.MOD, descriptor, events | EpollEvents.ET, Slots.DataOf(slot));
    }

    /// <summary>For descriptors that stay open, here or as a duplicate elsewhere: only otherwise closing is enough.</summary>
    internal void Unregister(int descriptor)
    {
        ControlCalls++;
        _ = Epoll.Control(_epoll, EpollOperation.DEL, descriptor);
    }

    /// <summary>Closes a descriptor, which also ends its registration; listeners that wait for one go on.</summary>
    internal void CloseDescriptor(int descriptor)
    {
        int result = Descriptors.Close(descriptor);
        Debug.Assert(result.ToErrno() != Errno.EBADF, "a descriptor is closed once");
        if (_paused.Count > 0)
        {
            foreach (EpollListener listener in _paused)
            {
                Defer(listener);
            }

            _paused.Clear();
        }
    }

    internal void Pause(EpollListener listener) => _paused.Add(listener);

    internal void Forget(EpollListener listener) => _paused.Remove(listener);

    /// <summary>The queue of direct reads, made when the first is wanted; null where the machine has no room for it.</summary>
    internal AioQueue? OpenAio()
    {
        if (_aio is null && !_disposed)
        {
            _aio = AioQueue.Create(this, _epoll, AioData);
        }

        return _aio is { IsUsable: true } ? _aio : null;
    }

    private void RunDeferred()
    {
        // Those who find no room any more keep their places.
        for (int count = _deferred.Count; count > 0 && _budget.HasRoom(); count--)
        {
            _deferred.Dequeue().Continue();
        }
    }

    private void Dispatch(ulong data, EpollEvents events)
    {
        if (data == WakeData)
        {
            // The exchange orders it before whatever the loop looks at next.
            Interlocked.Exchange(ref _wakeSignalled, 0);
        }
        else if (data == AioData)
        {
            _aio!.ExpectCompletions();
        }
        else
        {
            Slots.Find(data)?.OnEvents(events);
        }
    }
}
