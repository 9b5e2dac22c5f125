namespace Ringspun.Simulation;

/// <summary>An open file.</summary>
internal sealed class SimulatedFile(SimulatedFiles files, IFileContents contents, string name, FileStatus status, bool isDirect) : IFile
{
    private int _underWay;
    private bool _disposed;

    public FileStatus Status => status;

    internal string Name => name;

    internal bool IsDirect => isDirect;

    internal IFileContents Contents => contents;

    public IoOperation<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        IoOperation<int> operation = new SimulatedRead(files, this).Start(buffer, offset, cancel);
        _underWay++;
        return operation;
    }

    public IoOperation<FileStatus> GetStatusAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        IoOperation<FileStatus> operation = new SimulatedStatus(files, this).Start(cancel);
        _underWay++;
        return operation;
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            CloseWhenIdle();
        }
    }

    /// <summary>An operation no longer needs the file.</summary>
    internal void EndOperation()
    {
        _underWay--;
        CloseWhenIdle();
    }

    private void CloseWhenIdle()
    {
        if (_disposed && _underWay == 0)
        {
            contents.Dispose();
            files.Driver.Simulation.CloseDescriptor();
        }
    }
}
