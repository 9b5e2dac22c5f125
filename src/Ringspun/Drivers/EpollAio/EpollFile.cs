using Ringspun.Linux;

namespace Ringspun;

/// <summary>An open file.</summary>
internal sealed class EpollFile : IFile, IEpollTarget
{
    private readonly EpollFiles _files;
    private readonly int _slot;
    private readonly bool _isDirect;
    private StatusSource? _status;
    private bool _aioRefused;
    private int _underWay;
    private bool _disposed;
    private bool _closed;

    internal EpollFile(EpollFiles files, int descriptor, in FileStatus status, bool isDirect)
    {
        _files = files;
        _slot = files.Driver.Slots.Add(this);
        _isDirect = isDirect;
        Descriptor = descriptor;
        Status = status;
    }

    public FileStatus Status { get; }

    internal int Descriptor { get; }

    /// <summary>Whether the file system can say "not without waiting".</summary>
    internal bool CanReadNoWait { get; set; } = true;

    /// <summary>The queue for direct reads; null where they go through the pool.</summary>
    internal AioQueue? Aio => _isDirect && !_aioRefused ? _files.Driver.OpenAio() : null;

    public IoOperation<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        return _files.RentRead().Start(this, buffer, offset, cancel);
    }

    public IoOperation<FileStatus> GetStatusAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_status is null or { IsInUse: true })
        {
            _status = new StatusSource(_files.Driver.Loop);
        }

        return _status.Start(Descriptor, cancel);
    }

    public void Dispose()
    {
        _disposed = true;
        CloseWhenIdle();
    }

    /// <summary>The driver's files are disposed of: nobody uses the descriptor any more.</summary>
    public void Abandon()
    {
        _underWay = 0;
        Dispose();
    }

    // Files are not watched.
    public void OnEvents(EpollEvents events)
    {
    }

    /// <summary>The file system does not do AIO.</summary>
    internal void RefuseAio() => _aioRefused = true;

    internal void ReadBegins() => _underWay++;

    internal void ReadEnded()
    {
        _underWay--;
        CloseWhenIdle();
    }

    private void CloseWhenIdle()
    {
        if (_disposed && _underWay == 0 && !_closed)
        {
            _closed = true;
            _files.Driver.Slots.Remove(_slot);
            _files.Driver.CloseDescriptor(Descriptor);
        }
    }
}
