using System.Diagnostics;
using System.Runtime.ExceptionServices;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// The reusable state behind <see cref="IoOperation{TResult}"/>: whoever implements a kind of I/O keeps one per operation that can be
/// under way at once. Belongs to one loop's thread.
/// </summary>
public abstract class IoSource
{
    private protected FiberFrame? Waiter;
    private protected short Token;
    private protected Phase State;
    private Exception? _exception;
    private Errno _errno;
    private CancellationToken _cancel;
    private CancellationTokenRegistration _registration;

    private protected IoSource(EventLoop loop) => Loop = loop;

    private protected enum Phase : byte
    {
        Idle,
        Pending,
        Finished,
    }

    /// <summary>The loop that the operation belongs to.</summary>
    public EventLoop Loop { get; }

    /// <summary>Whether an operation is under way: begun and not finished.</summary>
    protected internal bool IsPending => State == Phase.Pending;

    /// <summary>Whether an operation has been begun whose result nobody has taken yet.</summary>
    protected internal bool IsInUse => State != Phase.Idle;

    /// <summary>Whether cancellation has been asked for.</summary>
    protected bool IsCancellationRequested => _cancel.IsCancellationRequested;

    /// <summary>The operation's name in messages: the system call's.</summary>
    protected abstract string OperationName { get; }

    internal string Name => OperationName;

    internal bool IsCompleted => State == Phase.Finished;

    /// <summary>Starts an operation: to be called before anything can finish it.</summary>
    /// <param name="cancel">Cancels it.</param>
    /// <exception cref="InvalidOperationException">One is under way already, or the caller is on another thread than the loop's.</exception>
    protected void Begin(CancellationToken cancel)
    {
        CheckLoop();
        if (State != Phase.Idle)
        {
            throw new InvalidOperationException($"{OperationName}: one such operation is under way already; await it first.");
        }

        Token++;
        State = Phase.Pending;
        Loop.PendingOperations++;
        if (cancel.CanBeCanceled)
        {
            _cancel = cancel;
            _registration = cancel.UnsafeRegister(static state => ((IoSource)state!).RequestCancel(), this);
        }
    }

    /// <summary>
    /// Cancellation was asked for: stop the operation, and finish it (by <see cref="FinishCanceled"/>, or with the result that
    /// came first) once the kernel has let go of its buffers. Called on the loop, only while the operation is pending.
    /// </summary>
    protected abstract void OnCancel();

    /// <summary>The awaiter takes the result right now: this object may serve another operation from here on.</summary>
    protected virtual void OnTaken()
    {
    }

    /// <summary>Ends the operation with an error.</summary>
    /// <param name="errno">The error; <see cref="Errno.ECANCELED"/> after a cancellation becomes an <see cref="OperationCanceledException"/>.</param>
    protected internal void FinishError(Errno errno)
    {
        _errno = errno;
        FinishNow();
    }

    /// <summary>Ends the operation with an exception.</summary>
    /// <param name="exception">What its awaiter will see.</param>
    protected internal void FinishException(Exception exception)
    {
        _exception = exception;
        FinishNow();
    }

    /// <summary>Ends the operation as cancelled.</summary>
    protected internal void FinishCanceled() => FinishError(Errno.ECANCELED);

    private protected void FinishNow()
    {
        Debug.Assert(State == Phase.Pending, "an operation finishes once");
        State = Phase.Finished;
        Loop.PendingOperations--;
        if (Waiter is { } waiter)
        {
            Waiter = null;
            Loop.Ready(waiter);
        }
    }

    private protected void CheckTakable(short token)
    {
        if (token != Token || State != Phase.Finished)
        {
            throw new InvalidOperationException($"{OperationName}: an operation is awaited once, and only when it is complete.");
        }
    }

    private protected void Take()
    {
        State = Phase.Idle;
        CancellationToken cancel = _cancel;
        if (cancel.CanBeCanceled)
        {
            _cancel = default;
            _registration.Dispose();
            _registration = default;
        }

        Errno errno = _errno;
        Exception? exception = _exception;
        _errno = Errno.None;
        _exception = null;
        OnTaken();
        if (errno != Errno.None || exception is not null)
        {
            Throw(errno, exception, cancel);
        }
    }

    internal void SetWaiter(FiberFrame frame, short token)
    {
        CheckLoop();
        if (token != Token || Waiter is not null || State == Phase.Idle)
        {
            throw new InvalidOperationException($"{OperationName}: an operation is awaited once.");
        }

        if (State == Phase.Finished)
        {
            Loop.Ready(frame);
        }
        else
        {
            Waiter = frame;
        }
    }

    /// <summary>Refuses code that runs elsewhere, as a fiber does that has moved.</summary>
    internal void CheckLoop()
    {
        if (!ReferenceEquals(EventLoop.Current, Loop))
        {
            ThrowElsewhere();
        }
    }

    private void ThrowElsewhere() => throw new InvalidOperationException(
        $"{OperationName}: called from outside the event loop that this object belongs to.");

    private void Throw(Errno errno, Exception? exception, CancellationToken cancel)
    {
        if (exception is not null)
        {
            // With the stack trace of where it was thrown, perhaps on another thread.
            ExceptionDispatchInfo.Throw(exception);
        }

        if (errno == Errno.ECANCELED)
        {
            throw cancel.IsCancellationRequested
                ? new OperationCanceledException(cancel)
                : new ObjectDisposedException(GetType().Name, $"{OperationName}: closed while the operation was under way.");
        }

        throw new LinuxException(OperationName, errno);
    }

    private void RequestCancel()
    {
        short token = Token;
        Loop.MakeReady(new CallbackFrame(() =>
        {
            if (token == Token && State == Phase.Pending)
            {
                OnCancel();
            }
        }));
    }
}
