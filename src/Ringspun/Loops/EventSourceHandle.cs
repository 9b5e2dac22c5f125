using Ringspun.Linux;

namespace Ringspun;

/// <summary>An event source's place in a loop. Disposing of it removes the source.</summary>
public sealed class EventSourceHandle : IDisposable
{
    /// <summary>The next polled source of the loop.</summary>
    internal EventSourceHandle? Next;

    private readonly SourceWatch? _watch;
    private readonly IntervalTimer? _timer;
    private readonly SignalFrame _signal;
    private PollEvents _events;
    private bool _isQueued;

    internal EventSourceHandle(EventLoop loop, IEventSource source)
    {
        Loop = loop;
        Source = source;
        _signal = new SignalFrame(this);
        if (source.Descriptor >= 0)
        {
            _watch = new SourceWatch(this, source);
        }
        else if (source.Interval >= TimeSpan.Zero)
        {
            _timer = new IntervalTimer(this, source.Interval);
        }
    }

    /// <summary>The loop.</summary>
    public EventLoop Loop { get; }

    /// <summary>The source.</summary>
    public IEventSource Source { get; }

    /// <summary>Whether the loop still asks the source: until it is removed, by <see cref="Dispose"/> or because it has failed.</summary>
    public bool IsActive { get; private set; } = true;

    /// <summary>Has the source asked in the loop's next turn, and wakes the loop for it. Any thread; many signals before that are one.</summary>
    public void Signal() => _signal.Send();

    /// <summary>
    /// Removes the source: it is not asked again. On the loop's thread only, also from within <see cref="IEventSource.Poll"/>. Its descriptor may
    /// be closed then; the kernel lets go of it with the loop's next turn.
    /// </summary>
    /// <exception cref="InvalidOperationException">The caller is on another thread than the loop's.</exception>
    public void Dispose()
    {
        if (!IsActive)
        {
            return;
        }

        if (EventLoop.Current is { } current && !ReferenceEquals(current, Loop))
        {
            throw new InvalidOperationException("An event source is removed on its loop's thread.");
        }

        IsActive = false;
        Loop.ActiveSources--;
        if (_watch is { IsWatched: true })
        {
            Loop.Poller.Unwatch(_watch);
        }
        else if (_watch is null)
        {
            Loop.RemovePolledSource(this);
        }

        if (_timer is not null)
        {
            Loop.Disarm(_timer);
        }
    }

    internal void Start()
    {
        if (_watch is not null)
        {
            Loop.Poller.Watch(_watch);
        }
        else
        {
            Loop.AddPolledSource(this);
            _timer?.Start();
        }
    }

    /// <summary>There is something: the source is served in this turn or the next.</summary>
    internal void Mark(PollEvents events)
    {
        _events |= events;
        if (!_isQueued && IsActive)
        {
            _isQueued = true;
            Loop.EnqueueSource(this);
        }
    }

    internal void Serve(int budget)
    {
        _isQueued = false;
        PollEvents events = _events;
        _events = PollEvents.None;
        if (!IsActive)
        {
            return;
        }

        try
        {
            if (Source.Poll(Loop, events, budget))
            {
                Mark(events);
                return;
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
            return;
        }

        if (IsActive)
        {
            // A level: looked at afresh, and reported at once if there still is something.
            if (_watch is { IsWatched: false })
            {
                Loop.Poller.Watch(_watch);
            }

            _timer?.Start();
        }
    }

    private void Fail(Exception exception)
    {
        Dispose();
        EventLoop.ReportUnjoined(exception);
    }

    private sealed class SourceWatch : PollWatch
    {
        private readonly EventSourceHandle _handle;

        internal SourceWatch(EventSourceHandle handle, IEventSource source)
        {
            _handle = handle;
            Prepare(source.Descriptor, source.Interest, source.IsEdgeTriggered);
        }

        protected internal override void OnEvents(PollEvents events) => _handle.Mark(events);

        protected internal override void OnEnded(Errno errno)
        {
            if (!_handle.IsActive)
            {
                return;
            }

            if (errno == Errno.ECANCELED)
            {
                // The descriptor is about to be closed.
                _handle.Dispose();
            }
            else
            {
                _handle.Fail(new LinuxException("poll", errno));
            }
        }
    }

    private sealed class IntervalTimer(EventSourceHandle handle, TimeSpan interval) : TimerEntry
    {
        internal void Start() => handle.Loop.Arm(this, handle.Loop.Now + (interval.Ticks * TimeSpan.NanosecondsPerTick));

        protected internal override void OnExpired() => handle.Mark(PollEvents.None);
    }

    /// <summary>Another thread's signal on its way into the loop.</summary>
    private sealed class SignalFrame(EventSourceHandle handle) : FiberFrame
    {
        private int _isSent;

        protected internal override void Resume()
        {
            Volatile.Write(ref _isSent, 0);
            handle.Mark(PollEvents.None);
        }

        internal void Send()
        {
            if (Interlocked.Exchange(ref _isSent, 1) == 0)
            {
                handle.Loop.MakeReady(this);
            }
        }
    }
}
