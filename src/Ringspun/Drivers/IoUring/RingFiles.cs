using Ringspun.Linux;

namespace Ringspun;

/// <summary>Files through a ring.</summary>
internal sealed class RingFiles(IoUringDriver driver) : IFiles
{
    private readonly Stack<RingOpen> _idleOpens = new();
    private readonly Stack<RingRead> _idleReads = new();

    public IoOperation<FileOpenResult> OpenBeneathAsync(
        DirectoryHandle directory, ReadOnlyMemory<byte> path, FileOpenOptions options = FileOpenOptions.None, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        RingOpen open = _idleOpens.TryPop(out RingOpen? idle) ? idle : new RingOpen(driver, this);
        return open.Start(directory, path, options, cancel);
    }

    internal IoOperation<int> Read(RingFile file, Memory<byte> buffer, long offset, CancellationToken cancel)
    {
        RingRead read = _idleReads.TryPop(out RingRead? idle) ? idle : new RingRead(driver, this);
        return read.Start(file, buffer, offset, cancel);
    }

    internal void Return(RingOpen open) => _idleOpens.Push(open);

    internal void Return(RingRead read) => _idleReads.Push(read);
}
