namespace Ringspun;

/// <summary>An open file on a ring.</summary>
internal sealed class RingFile(IoUringDriver driver, RingFiles files, int descriptor, FileStatus status) : IFile
{
    private int _reads;
    private bool _disposed;

    public FileStatus Status => status;

    internal int Descriptor => descriptor;

    public IoOperation<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        _reads++;
        return files.Read(this, buffer, offset, cancel);
    }

    public IoOperation<FileStatus> GetStatusAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new StatusSource(driver.Loop).Start(descriptor, cancel);
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            CloseIfUnused();
        }
    }

    internal void ReadEnded()
    {
        _reads--;
        CloseIfUnused();
    }

    private void CloseIfUnused()
    {
        if (_disposed && _reads == 0)
        {
            driver.CloseDescriptor(descriptor);
        }
    }
}
