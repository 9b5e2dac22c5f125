using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>
/// An operation of the simulation. It is decided first, as in the kernel, and completed later, as by a completion queue: in between it can no
/// longer be cancelled, and completions overtake each other.
/// </summary>
internal abstract class SimulatedOperation<TResult>(SimulatedDriver driver) : IoSource<TResult>(driver.Loop)
{
    private bool _isDecided;
    private TResult? _result;
    private Errno _error;
    private Exception? _exception;

    /// <summary>Whether the operation is under way and nothing has decided its end yet.</summary>
    internal bool IsOpen => IsPending && !_isDecided;

    protected SimulatedDriver Driver => driver;

    /// <summary>What the operation moved, for the trace.</summary>
    protected virtual long Measure(TResult result) => 0;

    /// <summary>The operation has its result.</summary>
    protected void Decide(TResult result)
    {
        _result = result;
        CompleteLater();
    }

    /// <summary>The operation fails.</summary>
    protected void Decide(Errno error)
    {
        _error = error;
        CompleteLater();
    }

    /// <summary>The operation fails, with more to say than the error.</summary>
    protected void Decide(Errno error, Exception exception)
    {
        _error = error;
        _exception = exception;
        CompleteLater();
    }

    /// <summary>The operation ends because its object was closed.</summary>
    protected void DecideClosed(string name, string message)
    {
        _exception = new ObjectDisposedException(name, message);
        CompleteLater();
    }

    /// <summary>What has been decided comes out as it is: too late to cancel.</summary>
    protected sealed override void OnCancel()
    {
        if (!_isDecided)
        {
            OnCancelInTime();
        }
    }

    /// <summary>Cancellation was asked for, and nothing is decided yet.</summary>
    protected abstract void OnCancelInTime();

    private void CompleteLater()
    {
        _isDecided = true;
        long delay = driver.CompletionLatency.Next(driver.Random);
        if (delay == 0)
        {
            Complete();
        }
        else
        {
            driver.Schedule(driver.After(delay), Complete);
        }
    }

    private void Complete()
    {
        _isDecided = false;
        TResult? result = _result;
        Errno error = _error;
        Exception? exception = _exception;
        _result = default;
        _error = Errno.None;
        _exception = null;
        if (exception is not null)
        {
            driver.NoteCompletion(OperationName, error == Errno.None ? -1 : -(long)error);
            FinishException(exception);
        }
        else if (error != Errno.None)
        {
            driver.NoteCompletion(OperationName, -(long)error);
            FinishError(error);
        }
        else
        {
            driver.NoteCompletion(OperationName, Measure(result!));
            Finish(result!);
        }
    }
}
