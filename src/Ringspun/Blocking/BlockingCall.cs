using System.Diagnostics.CodeAnalysis;

namespace Ringspun;

/// <summary>One call of <see cref="BlockingPool.Run"/>. The loop keeps it for the next call of the same types.</summary>
internal sealed class BlockingCall<TState, TResult> : IoSource<TResult>
{
    [ThreadStatic]
    private static BlockingCall<TState, TResult>? t_idle;

    private BlockingPool? _pool;
    private Work? _work;
    private VirtualTimer? _timer;

    private BlockingCall(EventLoop loop)
        : base(loop)
    {
    }

    protected override string OperationName => "blocking call";

    internal static BlockingCall<TState, TResult> Rent(EventLoop loop)
    {
        BlockingCall<TState, TResult>? idle = t_idle;
        t_idle = null;

        // A thread that had another loop before has left that loop's behind.
        return idle is not null && ReferenceEquals(idle.Loop, loop) ? idle : new BlockingCall<TState, TResult>(loop);
    }

    internal IoOperation<TResult> Start(BlockingPool pool, Func<TState, TResult> body, TState state, CancellationToken cancel)
    {
        Begin(cancel);
        IoOperation<TResult> operation = Operation;
        Work work = _work ??= new Work(this);
        work.Set(body, state);
        if (Loop.Driver.IsVirtualTime)
        {
            _timer ??= new VirtualTimer(this);
            Loop.Arm(_timer, Loop.Now + (pool.Options.VirtualLatency.Ticks * TimeSpan.NanosecondsPerTick));
        }
        else
        {
            _pool = pool;
            Submit(pool, work);
        }

        return operation;
    }

    protected override void OnCancel()
    {
        if (_timer is { IsArmed: true })
        {
            Loop.Disarm(_timer);
            _work!.Clear();
            FinishCanceled();
        }
        else if (_pool is { } pool && pool.TryWithdraw(_work!))
        {
            _work!.Clear();
            FinishCanceled();
        }
        else if (_work!.TryAbandon())
        {
            // The thread has it still: the next call needs another.
            _work = null;
            FinishCanceled();
        }
    }

    protected override void OnTaken()
    {
        _pool = null;
        t_idle = this;
    }

    [SuppressMessage("Design", "CA1031", Justification = "the failure is the operation's")]
    private void Submit(BlockingPool pool, Work work)
    {
        try
        {
            pool.Submit(work);
        }
        catch (Exception exception)
        {
            work.Clear();
            FinishException(exception);
        }
    }

    private sealed class VirtualTimer(BlockingCall<TState, TResult> call) : TimerEntry
    {
        protected internal override void OnExpired()
        {
            Work work = call._work!;
            work.CallBody();
            work.Deliver();
        }
    }

    /// <summary>What travels to the thread and back.</summary>
    private sealed class Work(BlockingCall<TState, TResult> owner) : BlockingWork
    {
        private const int Given = 0;
        private const int Done = 1;
        private const int Abandoned = 2;

        private Func<TState, TResult>? _body;
        private TState? _state;
        private TResult? _result;
        private Exception? _failure;
        private int _phase;

        internal void Set(Func<TState, TResult> body, TState state)
        {
            _body = body;
            _state = state;
            _phase = Given;
        }

        internal void Clear()
        {
            _body = null;
            _state = default;
            _result = default;
            _failure = null;
        }

        /// <summary>Nobody waits any more. False: the result is on its way already.</summary>
        internal bool TryAbandon() => Interlocked.CompareExchange(ref _phase, Abandoned, Given) == Given;

        internal override void Execute()
        {
            CallBody();
            if (Interlocked.CompareExchange(ref _phase, Done, Given) == Given)
            {
                owner.Loop.MakeReady(this);
            }
            else
            {
                // Late: a descriptor that was opened must not stay open.
                (_result as IDisposable)?.Dispose();
                Clear();
            }
        }

        internal override void Refuse()
        {
            _failure = new ObjectDisposedException(nameof(BlockingPool), "The pool was disposed of before a thread had begun the call.");
            if (Interlocked.CompareExchange(ref _phase, Done, Given) == Given)
            {
                owner.Loop.MakeReady(this);
            }
        }

        [SuppressMessage("Design", "CA1031", Justification = "whatever the body throws is the operation's result")]
        internal void CallBody()
        {
            try
            {
                _result = _body!(_state!);
            }
            catch (Exception exception)
            {
                _failure = exception;
            }
        }

        internal void Deliver()
        {
            TResult? result = _result;
            Exception? failure = _failure;
            Clear();
            if (failure is null)
            {
                owner.Finish(result!);
            }
            else
            {
                owner.FinishException(failure);
            }
        }

        protected internal override void Resume() => Deliver();
    }
}
