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
        in SimulatedFileCall call, Func<SimulatedFileFault, TResult> perform, Action<TResult>? undo, CancellationToken cancel)
    {
        Begin(cancel);
        SimulatedFileFault fault = files.FaultOf(call);
        files.Driver.Schedule(files.DueTime(fault.Delay), () => Complete(perform, undo, fault));
        return Operation;
    }

    /// <summary>As with a read in the kernel, cancelling shortens nothing: the buffer is in use until the end.</summary>
    protected override void OnCancel() => _cancelAsked = true;

    private void Complete(Func<SimulatedFileFault, TResult> perform, Action<TResult>? undo, SimulatedFileFault fault)
    {
        TResult result;
        try
        {
            result = perform(fault);
        }
        catch (Exception exception) when (exception is not LinuxException)
        {
            FinishError(SimulatedFiles.ErrnoOf(exception));
            return;
        }
        catch (LinuxException exception)
        {
            FinishError(exception.Errno);
            return;
        }

        if (_cancelAsked)
        {
            undo?.Invoke(result);
            FinishCanceled();
        }
        else
        {
            Finish(result);
        }
    }
}
