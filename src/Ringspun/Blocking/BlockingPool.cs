using System.Globalization;

namespace Ringspun;

/// <summary>
/// Threads for calls that block: a bounded number, started as they are needed and ended when they idle, with a bounded queue before them. Any
/// number of loops share a pool.
/// </summary>
/// <remarks>
/// A caller waits as a fiber, so its loop goes on. When the queue is full, callers wait for room in it in the order in which they came. On a loop
/// with virtual time a call takes <see cref="BlockingPoolOptions.VirtualLatency"/> and runs on the loop's own thread: no other thread takes
/// part in a simulation.
/// </remarks>
public sealed class BlockingPool : IDisposable
{
    private static int s_lastNumber;

    private readonly Lock _gate = new();
    private readonly BlockingQueue _queue = new();
    private readonly BlockingQueue _waiting = new();
    private readonly List<BlockingThread> _idle = [];
    private int _threads;
    private long _ran;
    private long _started;
    private bool _disposed;

    /// <summary>Makes a pool without threads yet.</summary>
    /// <param name="options">Its bounds; null for the defaults.</param>
    public BlockingPool(BlockingPoolOptions? options = null)
    {
        Options = (options ?? new BlockingPoolOptions()).Check();
        Name = Options.Name ?? Interlocked.Increment(ref s_lastNumber).ToString(CultureInfo.InvariantCulture);
        LiveObjects<BlockingPool>.Add(this);
        RingspunMeter.Publish();
    }

    /// <summary>The pool of the whole process: <see cref="Blocking"/>, name resolution and the epoll driver's file calls use it.</summary>
    public static BlockingPool Shared { get; } = new(new BlockingPoolOptions { Name = "shared" });

    /// <summary>The pool's bounds.</summary>
    public BlockingPoolOptions Options { get; }

    /// <summary>What the pool is doing. Any thread.</summary>
    public BlockingPoolStatistics Statistics
    {
        get
        {
            lock (_gate)
            {
                return new BlockingPoolStatistics(_threads, _idle.Count, _queue.Count, _waiting.Count, _ran, _started);
            }
        }
    }

    /// <summary>The pool's name in metrics: that of its options, or else its number in the process.</summary>
    public string Name { get; }

    internal bool IsDisposed => Volatile.Read(ref _disposed);

    /// <summary>Makes a blocking call on a thread of the pool and waits for it as a fiber. On a loop's thread.</summary>
    /// <typeparam name="TState">The type of what the body gets.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="body">The call: a static lambda or a method. It runs without the caller's AsyncLocals, and must not touch what belongs to the loop.</param>
    /// <param name="state">What the body gets.</param>
    /// <param name="cancel">
    /// Takes the call back if no thread has begun it. Otherwise the fiber goes on at once (<see cref="OperationCanceledException"/>) and the
    /// thread finishes the call by itself, so its state must still be there: a result that comes then is disposed of if it is disposable, and a
    /// failure is dropped.
    /// </param>
    /// <returns>The result; or whatever the body throws.</returns>
    /// <exception cref="ObjectDisposedException">The pool was disposed of.</exception>
    public IoOperation<TResult> Run<TState, TResult>(Func<TState, TResult> body, TState state, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(body);
        ObjectDisposedException.ThrowIf(IsDisposed, this);
        return BlockingCall<TState, TResult>.Rent(EventLoop.Required).Start(this, body, state, cancel);
    }

    /// <summary>Ends the idle threads; the busy ones end after the call they are making. Calls not begun end with <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (ReferenceEquals(this, Shared))
        {
            throw new InvalidOperationException("The shared pool lives as long as the process: make a pool of your own to dispose of it.");
        }

        LiveObjects<BlockingPool>.Remove(this);
        while (true)
        {
            BlockingWork? work;
            lock (_gate)
            {
                Volatile.Write(ref _disposed, true);
                work = _queue.TryDequeue() ?? _waiting.TryDequeue();
                if (work is null)
                {
                    _idle.ForEach(static thread => thread.Wake());
                    return;
                }
            }

            work.Refuse();
        }
    }

    /// <summary>Adds a call. Any thread.</summary>
    internal void Submit(BlockingWork work)
    {
        BlockingThread? idle = null;
        bool starts = false;
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            (_queue.Count < Options.QueueCapacity ? _queue : _waiting).Enqueue(work);
            if (_idle.Count > 0)
            {
                idle = _idle[^1];
                Forget(idle);
            }
            else if (_threads < Options.MaximumThreads)
            {
                _threads++;
                _started++;
                starts = true;
            }
        }

        idle?.Wake();
        if (starts)
        {
            StartThread(work);
        }
    }

    /// <summary>Takes a call back that no thread has begun. Any thread.</summary>
    /// <returns>False: a thread makes it, or has made it.</returns>
    internal bool TryWithdraw(BlockingWork work)
    {
        lock (_gate)
        {
            if (work.Queue is not { } queue)
            {
                return false;
            }

            queue.Remove(work);
            Promote();
            return true;
        }
    }

    /// <summary>The next call for a thread; null: there is none, and the thread counts as idle.</summary>
    internal BlockingWork? Take(BlockingThread thread)
    {
        lock (_gate)
        {
            BlockingWork? work = _queue.TryDequeue();
            if (work is not null)
            {
                Promote();
                _ran++;
                Forget(thread);
            }
            else if (!thread.IsIdle)
            {
                thread.IsIdle = true;
                _idle.Add(thread);
            }

            return work;
        }
    }

    /// <summary>Lets a thread end. False: there is something to do for it again.</summary>
    internal bool TryRetire(BlockingThread thread)
    {
        lock (_gate)
        {
            if (!thread.IsIdle)
            {
                return false;
            }

            Forget(thread);
            _threads--;
            return true;
        }
    }

    /// <summary>There is room in the queue.</summary>
    private void Promote()
    {
        if (_queue.Count < Options.QueueCapacity && _waiting.TryDequeue() is { } work)
        {
            _queue.Enqueue(work);
        }
    }

    private void Forget(BlockingThread thread)
    {
        if (thread.IsIdle)
        {
            thread.IsIdle = false;
            _idle.Remove(thread);
        }
    }

    private void StartThread(BlockingWork work)
    {
        try
        {
            new BlockingThread(this).Start();
        }
        catch (OutOfMemoryException)
        {
            // The system has no more threads (RLIMIT_NPROC, memory). Those that there are will come to it.
            bool isStranded;
            lock (_gate)
            {
                _threads--;
                isStranded = _threads == 0;
            }

            if (isStranded && TryWithdraw(work))
            {
                throw;
            }
        }
    }
}
