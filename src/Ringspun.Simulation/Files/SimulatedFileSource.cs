using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>One file operation: done for real, and completed, when its virtual time has come.</summary>
internal sealed class SimulatedFileSource<TResult>(SimulatedFiles files, string operationName) : IoSource<TResult>(files.Driver.Loop)
{
    private bool _cancelAsked;

    protected override string OperationName => operationName;

    /// <param name="call">The operation, for the fault injector.</param>
    /// <param name="perform">Does it.</param>
    /// <param name="undo">Takes back a result that nobody will get, because the operation was cancelled.</param>
    /// <param name="cancel">Cancels it.</param>
    internal IoOperation<TResult> Start(
        in SimulatedFileCall call,
        Func<SimulatedFileFault, (Errno Error, TResult Result)> perform,
        Action<TResult>? undo,
        CancellationToken cancel)
    {
        Begin(cancel);
        SimulatedFileFault fault = files.FaultOf(call);
        files.Driver.Schedule(files.DueTime(fault.Delay), () => Complete(perform(fault), undo));
        return Operation;
    }

    /// <summary>As with a read in the kernel, cancelling shortens nothing: the buffer is in use until the end.</summary>
    protected override void OnCancel() => _cancelAsked = true;

    private void Complete((Errno Error, TResult Result) outcome, Action<TResult>? undo)
    {
        if (outcome.Error != Errno.None)
        {
            FinishError(outcome.Error);
        }
        else if (_cancelAsked)
        {
            undo?.Invoke(outcome.Result);
            FinishCanceled();
        }
        else
        {
            Finish(outcome.Result);
        }
    }
}
