using Ringspun.Linux;

namespace Ringspun;

/// <summary>A system call under way, as its <see cref="Completion{TResult}"/> sees it.</summary>
internal abstract partial class CompletionTarget<TResult> : IoSource<TResult>
{
    private DescriptorWait? _wait;
    private Outcome _held;
    private bool _isHeld;

    private protected CompletionTarget(EventLoop loop)
        : base(loop)
    {
    }

    internal PollEvents Events { get; private set; }

    private protected bool WaitsForDescriptor => _wait is { IsWatched: true };

    internal bool IsWaiting(short token) => token == Token && IsPending && !_isHeld;

    internal void Complete(short token, in Outcome outcome)
    {
        if (ReferenceEquals(EventLoop.Current, Loop))
        {
            CheckWaiting(token);
            Conclude(outcome);
        }
        else
        {
            PostOutcome(token, outcome);
        }
    }

    internal void Retry(short token)
    {
        if (token == Volatile.Read(ref Token))
        {
            Post(token, RetryPosted);
        }
    }

    internal void RetryWhen(short token, int descriptor, PollEvents events)
    {
        CheckWaiting(token);
        if (WaitsForDescriptor)
        {
            throw new InvalidOperationException($"{OperationName}: a call waits for one descriptor at a time.");
        }

        _wait ??= new DescriptorWait(this);
        Loop.Poller.Watch(_wait.For(descriptor, events));
    }

    private protected void BeginCall(CancellationToken cancel)
    {
        Events = PollEvents.None;
        Begin(cancel);
    }

    /// <summary>Ends the wait for a descriptor; the end comes from the driver, at once or in a later turn.</summary>
    private protected void StopWaiting() => Loop.Poller.Unwatch(_wait!);

    /// <summary>Tries the call, and starts it if it must go on waiting and does not wait already. Only while it is pending.</summary>
    private protected abstract void Proceed();

    /// <summary>Ends the call; where it still waits for a descriptor, when that wait has ended: the next call uses the same watch.</summary>
    private protected void Conclude(in Outcome outcome)
    {
        if (WaitsForDescriptor)
        {
            _held = outcome;
            _isHeld = true;
            StopWaiting();
        }
        else
        {
            End(outcome);
        }
    }

    private void End(in Outcome outcome)
    {
        if (outcome.Exception is not null)
        {
            FinishException(outcome.Exception);
        }
        else if (outcome.Errno != Errno.None)
        {
            FinishError(outcome.Errno);
        }
        else
        {
            Finish(outcome.Result!);
        }
    }

    private void CheckWaiting(short token)
    {
        if (!IsWaiting(token))
        {
            throw new InvalidOperationException($"{OperationName}: a call is completed once.");
        }
    }

    private void OnWaitOver(Errno errno)
    {
        if (_isHeld)
        {
            Outcome outcome = _held;
            _held = default;
            _isHeld = false;
            End(outcome);
        }
        else if (errno == Errno.None)
        {
            Retry(Token);
        }
        else
        {
            FinishError(errno);
        }
    }

    /// <summary>How a call ends.</summary>
    internal readonly record struct Outcome(TResult? Result, Exception? Exception, Errno Errno);

    private sealed class DescriptorWait(CompletionTarget<TResult> target) : PollWatch
    {
        internal DescriptorWait For(int descriptor, PollEvents events)
        {
            Prepare(descriptor, events, isRepeating: false);
            return this;
        }

        protected internal override void OnEvents(PollEvents events)
        {
            target.Events = events;
            target.OnWaitOver(Errno.None);
        }

        protected internal override void OnEnded(Errno errno) => target.OnWaitOver(errno);
    }
}
