using Ringspun.Linux;

namespace Ringspun;

/// <summary>Files of one loop: from the page cache at once, directly through AIO, and through the pool what may block.</summary>
internal sealed class EpollFiles : IFiles, IDisposable
{
    private readonly Stack<EpollOpen> _idleOpens = new();
    private readonly Stack<EpollRead> _idleReads = new();

    internal EpollFiles(EpollAioDriver driver)
    {
        Driver = driver;
        Calls = new FileCalls(driver.Loop, BlockingPool.Shared, driver.Options.BlockingCalls);
    }

    internal EpollAioDriver Driver { get; }

    internal FileCalls Calls { get; }

    public IoOperation<FileOpenResult> OpenBeneathAsync(
        DirectoryHandle directory,
        ReadOnlyMemory<byte> path,
        FileOpenOptions options = FileOpenOptions.None,
        CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(directory);
        EpollOpen open = _idleOpens.TryPop(out EpollOpen? idle) ? idle : new EpollOpen(this);
        return open.Start(directory, path.Span, options, cancel);
    }

    public void Dispose() => Calls.Dispose();

    internal EpollRead RentRead() => _idleReads.TryPop(out EpollRead? idle) ? idle : new EpollRead(this);

    internal void Return(EpollOpen open) => _idleOpens.Push(open);

    internal void Return(EpollRead read) => _idleReads.Push(read);
}
