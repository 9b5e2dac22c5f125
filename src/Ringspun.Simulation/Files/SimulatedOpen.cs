using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>One opening of a file.</summary>
internal sealed class SimulatedOpen(SimulatedFiles files) : SimulatedOperation<FileOpenResult>(files.Driver)
{
    private DirectoryHandle? _directory;
    private ReadOnlyMemory<byte> _path;
    private string _name = "";
    private FileOpenOptions _options;
    private SimulatedFileFault _fault;
    private bool _cancelAsked;

    protected override string OperationName => "openat2";

    internal IoOperation<FileOpenResult> Start(
        DirectoryHandle directory, ReadOnlyMemory<byte> path, string name, FileOpenOptions options, CancellationToken cancel)
    {
        Begin(cancel);
        _directory = directory;
        _path = path;
        _name = name;
        _options = options;
        _fault = files.FaultOf(new SimulatedFileCall(SimulatedFileCallKind.Open, name, 0, 0));
        Driver.Schedule(files.DueTime(_fault.Delay), Perform);
        return Operation;
    }

    /// <summary>As in the kernel, cancelling shortens nothing.</summary>
    protected override void OnCancelInTime() => _cancelAsked = true;

    private void Perform()
    {
        FileOpenResult result = files.Open(_directory!, _path.Span, _name, _options, _fault);
        if (_cancelAsked)
        {
            result.File?.Dispose();
            Decide(Errno.ECANCELED);
        }
        else
        {
            Decide(result);
        }
    }
}
