using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Ringspun;

/// <summary>
/// One thread's event loop: runs ready fibers, and lets its driver turn their system calls into kernel work, in batches.
/// </summary>
/// <remarks>
/// A loop belongs to the thread that made it. Only <see cref="Stop"/>, <see cref="Spawn{TState}(Func{TState, Fiber}, TState, in FiberOptions)"/>
/// and <see cref="SpawnDetached{TState}"/> may be called from other threads.
/// </remarks>
public sealed partial class EventLoop : IDisposable
{
    /// <summary>Frames run in one turn before the kernel's side gets its turn: no fiber starves the network.</summary>
    private const int RunBudget = 256;

    /// <summary>Timers fired in one turn: their fibers run while all of it is still in the processor's caches. The others are due next turn.</summary>
    private const int ExpiryBudget = RunBudget;

    [ThreadStatic]
    private static EventLoop? t_current;

    private readonly PostBox _posted = new();
    private readonly Lock _wakeGate = new();
    private readonly LoopSynchronizationContext _context;
    private readonly SynchronizationContext? _outerContext;
    private readonly LoopMark _mark;
    private readonly IRunQueue? _policy;
    private FiberQueue _ready;
    private IdleJoins _idleJoins;
    private FiberFrame? _handedOver;
    private IScheduleObserver? _observer;
    private volatile bool _stopping;
    private bool _disposed;

    /// <summary>Makes a loop on the calling thread, which becomes the loop's thread.</summary>
    /// <param name="driver">Does the loop's I/O; the loop owns it from now on.</param>
    /// <param name="options">What the loop is to be beside that; null for the defaults.</param>
    /// <exception cref="InvalidOperationException">The thread has a loop already.</exception>
    public EventLoop(IDriver driver, EventLoopOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(driver);
        Options = options ?? EventLoopOptions.Default;
        Name = MakeName();
        if (t_current is not null)
        {
            throw new InvalidOperationException("This thread has an event loop already; a loop needs a thread of its own.");
        }

        Driver = driver;
        Now = driver.ReadClock();
        Timers = new TimerWheel(Now, driver.IsVirtualTime ? 0 : 10);
        _mark = new LoopMark(this);
        _policy = Options.RunQueue?.Invoke();
        _context = new LoopSynchronizationContext(this);
        _outerContext = SynchronizationContext.Current;
        t_current = this;
        BeginDiagnostics();
        SynchronizationContext.SetSynchronizationContext(_context);
        try
        {
            driver.Attach(this);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The calling thread's loop, if it has one.</summary>
    public static EventLoop? Current => t_current;

    /// <summary>What the loop was made with.</summary>
    public EventLoopOptions Options { get; }

    /// <summary>The loop's driver.</summary>
    public IDriver Driver { get; }

    /// <summary>The time of this turn, in nanoseconds of the driver's clock: read once a turn, cheap to ask.</summary>
    public long Now { get; private set; }

    /// <summary>The thread that the loop belongs to.</summary>
    internal Thread OwnThread { get; } = Thread.CurrentThread;

    internal static EventLoop Required => t_current ?? throw new InvalidOperationException("The calling thread has no event loop.");

    /// <summary>The identity of the fiber whose code is running, where it has one.</summary>
    internal FiberInfo? CurrentFiber { get; set; }

    internal TimerWheel Timers { get; }

    /// <summary>Sees every step of this loop; null, as in every program but a simulation: nobody looks.</summary>
    internal IScheduleObserver? Observer
    {
        get => _observer;
        set => Timers.Observer = _observer = value;
    }

    /// <summary>Whether a turn would run something now.</summary>
    internal bool IsRunnable => HasReadyFibers || _readySources.Count > 0 || Timers.NextDeadline <= Driver.ReadClock();

    internal Stack<SleepTimer> IdleSleepTimers { get; } = new();

    /// <summary>Cursors that no send uses.</summary>
    internal Stack<SendCursor> SpareCursors { get; } = new();

    /// <summary>The join frames of the loop's fibers that wait for their next use.</summary>
    internal ref IdleJoins IdleJoins => ref _idleJoins;

    /// <summary>The driver's clock, read now. Nanoseconds.</summary>
    /// <returns>The time.</returns>
    public long ReadClock() => Driver.ReadClock();

    /// <summary>Arms (or moves) a timer. On the loop's thread only.</summary>
    /// <param name="timer">The timer.</param>
    /// <param name="deadline">When it fires, in nanoseconds of <see cref="Now"/>'s clock; never earlier, and late by no more than the turn under way.</param>
    public void Arm(TimerEntry timer, long deadline)
    {
        ArgumentNullException.ThrowIfNull(timer);
        Timers.Arm(timer, deadline);
    }

    /// <summary>Disarms a timer; does nothing when it is not armed. On the loop's thread only.</summary>
    /// <param name="timer">The timer.</param>
    public void Disarm(TimerEntry timer)
    {
        ArgumentNullException.ThrowIfNull(timer);
        Timers.Disarm(timer);
    }

    /// <summary>Makes <see cref="Run"/> return after the turn under way. Any thread.</summary>
    public void Stop()
    {
        _stopping = true;
        Wake();
    }

    /// <summary>Ends the driver, and with it whatever is still under way.</summary>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        lock (_wakeGate)
        {
            _disposed = true;
        }

        Driver.Dispose();
        EndDiagnostics();
        if (ReferenceEquals(t_current, this))
        {
            Leave();
        }
    }

    /// <summary>
    /// Makes this loop its thread's again, after <see cref="Leave"/>: several loops of a simulation take turns on one thread.
    /// </summary>
    internal void Enter()
    {
        Debug.Assert(t_current is null, "one loop at a time");
        t_current = this;
        SynchronizationContext.SetSynchronizationContext(_context);
    }

    /// <summary>Whoever makes a frame ready from now on is to call the driver's <see cref="IDriver.Wake"/>. False: there is one already.</summary>
    internal bool TryFallAsleep() => _posted.TryFallAsleep();

    /// <summary>Gives the thread up: to another loop, or for good.</summary>
    internal void Leave()
    {
        t_current = null;
        SynchronizationContext.SetSynchronizationContext(_outerContext);
    }

    /// <summary>A call has ended and its caller goes on: right after the frame that is running now, on an empty stack.</summary>
    /// <param name="frame">The caller's frame.</param>
    /// <param name="loop">The loop of the calling thread, if it has one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void HandOver(FiberFrame frame, EventLoop? loop)
    {
        if (loop is null)
        {
            FrameContexts.Run(frame);
        }
        else if (loop._handedOver is null)
        {
            loop._handedOver = frame;
        }
        else
        {
            loop.Ready(frame);
        }
    }

    /// <summary>Puts a suspended frame at the end of the run queue. On the loop's thread only.</summary>
    /// <param name="frame">The frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Ready(FiberFrame frame)
    {
        if (_policy is null)
        {
            _ready.Enqueue(frame);
        }
        else
        {
            ReadyByPolicy(frame);
        }
    }

    /// <summary>Makes a suspended frame ready: it goes to the end of this loop's run queue. Any thread.</summary>
    /// <param name="frame">A frame that was handed out by <see cref="ISystemCall.Start"/> or <see cref="IFiberAwaiter.Suspend"/>; once.</param>
    public void MakeReady(FiberFrame frame)
    {
        ArgumentNullException.ThrowIfNull(frame);
        if (ReferenceEquals(t_current, this))
        {
            Ready(frame);
        }
        else if (_posted.Push(frame))
        {
            Wake();
        }
    }

    internal bool IsDisposed => Volatile.Read(ref _disposed);

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed), this);

    /// <summary>Under a lock, because the descriptor that is written to must not be closed, and its number reused, meanwhile.</summary>
    private void Wake()
    {
        lock (_wakeGate)
        {
            if (!_disposed)
            {
                Driver.Wake();
            }
        }
    }

    private void Turn(long longestWait)
    {
        RunReady();
        Poll(longestWait);
    }

    /// <summary>The kernel's and the clock's part of a turn.</summary>
    private void Poll(long longestWait)
    {
        long wait = 0;
        if (!HasReadyFibers && _readySources.Count == 0 && !_stopping)
        {
            long next = Timers.NextDeadline;
            wait = next == long.MaxValue ? long.MaxValue : Math.Max(0, next - Driver.ReadClock());
            wait = Math.Min(wait, longestWait);
            if (wait > 0 && !_posted.TryFallAsleep())
            {
                wait = 0;
            }
        }

        _watch?.Leave();
        LoopMeter? meter = RingspunMeter.IsEnabled ? _meter : null;
        FiberFrame? before = _ready.Last;
        int beforeByPolicy = _policy?.Count ?? 0;
        meter?.BeginKernelTurn();
        Driver.Turn(wait);
        _posted.Awake();
        Now = Driver.ReadClock();
        meter?.EndKernelTurn(_policy is null ? _ready.CountAfter(before) : _policy.Count - beforeByPolicy);
        Timers.Advance(Now, ExpiryBudget);
        if (_readySources.Count > 0 || _polledSources is not null)
        {
            ServeSources();
        }
    }

    private void CheckThread()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!ReferenceEquals(t_current, this))
        {
            throw new InvalidOperationException("An event loop runs on the thread that made it.");
        }
    }
}
