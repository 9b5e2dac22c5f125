using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>One look at the status of an open file.</summary>
internal sealed class SimulatedStatus(SimulatedFiles files, SimulatedFile file) : SimulatedOperation<FileStatus>(files.Driver)
{
    private Errno _fault;
    private bool _cancelAsked;

    protected override string OperationName => "statx";

    internal IoOperation<FileStatus> Start(CancellationToken cancel)
    {
        Begin(cancel);
        SimulatedFileFault fault = files.FaultOf(new SimulatedFileCall(SimulatedFileCallKind.Status, file.Name, 0, 0));
        _fault = fault.Error;
        Driver.Schedule(files.DueTime(fault.Delay), Perform);
        return Operation;
    }

    protected override long Measure(FileStatus result) => result.Size;

    protected override void OnCancelInTime() => _cancelAsked = true;

    private void Perform()
    {
        FileStatus status = default;
        Errno error = _fault != Errno.None ? _fault : file.Contents.GetStatus(out status);
        file.EndOperation();
        if (error != Errno.None)
        {
            Decide(error);
        }
        else if (_cancelAsked)
        {
            Decide(Errno.ECANCELED);
        }
        else
        {
            Decide(status);
        }
    }
}
