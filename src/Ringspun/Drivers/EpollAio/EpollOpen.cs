using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// One openat2(2) with the file's status. First with what the kernel has in its caches, which never waits; then on a thread of the pool.
/// </summary>
internal sealed unsafe class EpollOpen : IoSource<FileOpenResult>, IBlockingCall
{
    // Linux before 5.12 does not know RESOLVE_CACHED.
    private static volatile bool s_hasCachedLookup = true;

    private readonly EpollFiles _files;
    private readonly FileCall _work;
    private readonly PathBuffer _path = new();
    private DirectoryHandle? _directory;
    private FileOpenOptions _options;
    private FileStatus _status;
    private int _result;

    internal EpollOpen(EpollFiles files)
        : base(files.Driver.Loop)
    {
        _files = files;
        _work = new FileCall(files.Calls, this);
    }

    protected override string OperationName => "openat2";

    public void RunBlocking()
    {
        int races = 0;
        do
        {
            _result = Open(ResolveFlags.None);
        }
        while (_result.ToErrno() == Errno.EAGAIN && ++races < FileOpening.MaximumRaces);
        ReadStatus();
    }

    public void OnReturned()
    {
        _directory!.Return();
        End();
    }

    internal IoOperation<FileOpenResult> Start(
        DirectoryHandle directory, ReadOnlySpan<byte> path, FileOpenOptions options, CancellationToken cancel)
    {
        Begin(cancel);
        IoOperation<FileOpenResult> operation = Operation;
        Errno error = _path.Set(path);
        if (error != Errno.None)
        {
            Finish(new FileOpenResult(null, error));
            return operation;
        }

        _options = options;
        _directory = directory;
        _result = -(int)Errno.EAGAIN;
        if (s_hasCachedLookup)
        {
            _result = Open(ResolveFlags.CACHED);
            s_hasCachedLookup = _result.ToErrno() != Errno.EINVAL;
        }

        if (_result.ToErrno() is Errno.EAGAIN or Errno.EINVAL)
        {
            directory.Borrow();
            _result = -(int)Errno.ECANCELED;
            _files.Calls.Start(_work);
        }
        else
        {
            ReadStatus();
            End();
        }

        return operation;
    }

    protected override void OnTaken() => _files.Return(this);

    protected override void OnCancel()
    {
        // A thread that has the call finishes it; what it opens is closed again.
        if (_files.Calls.TryWithdraw(_work))
        {
            OnReturned();
        }
    }

    private int Open(ResolveFlags more)
    {
        int result = Linux.Files.OpenAt2(_directory!.Descriptor, _path.Pointer, FileOpening.How(_options, more));
        if (result.ToErrno() is Errno.EINVAL or Errno.EOPNOTSUPP && (_options & FileOpenOptions.Direct) != 0)
        {
            // A file system without direct I/O: through the page cache then.
            _options &= ~FileOpenOptions.Direct;
            result = Linux.Files.OpenAt2(_directory.Descriptor, _path.Pointer, FileOpening.How(_options, more));
        }

        return result;
    }

    private void ReadStatus()
    {
        if (_result < 0)
        {
            return;
        }

        int descriptor = _result;
        int result = FileOpening.ReadStatus(descriptor, out _status);
        if (result < 0)
        {
            _ = Descriptors.Close(descriptor);
            _result = result;
        }
    }

    private void End()
    {
        _directory = null;
        if (_result >= 0 && !IsCancellationRequested)
        {
            bool isDirect = (_options & (FileOpenOptions.Direct | FileOpenOptions.StatusOnly)) == FileOpenOptions.Direct && _status.IsRegularFile;
            Finish(new FileOpenResult(new EpollFile(_files, _result, _status, isDirect), Errno.None));
            return;
        }

        if (_result >= 0)
        {
            _files.Driver.CloseDescriptor(_result);
        }

        if (_result >= 0 || _result.ToErrno() == Errno.ECANCELED)
        {
            FinishCanceled();
        }
        else
        {
            Finish(new FileOpenResult(null, _result.ToErrno()));
        }
    }
}
