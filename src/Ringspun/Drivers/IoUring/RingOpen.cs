using System.Runtime.InteropServices;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>One openat2(2), and its memory: the path and the flags must stay in place until the kernel has read them.</summary>
internal sealed unsafe class RingOpen : IoSource<FileOpenResult>, IRingTarget
{
    private const int MaximumPath = 4096;

    private readonly IoUringDriver _driver;
    private readonly RingFiles _owner;
    private readonly byte* _memory;
    private FileOpenOptions _options;
    private int _directory;
    private int _races;
    private ulong _userData;

    internal RingOpen(IoUringDriver driver, RingFiles owner)
        : base(driver.Loop)
    {
        _driver = driver;
        _owner = owner;
        _memory = (byte*)NativeMemory.Alloc((nuint)(MaximumPath + sizeof(OpenHow)));
    }

    ~RingOpen() => NativeMemory.Free(_memory);

    protected override string OperationName => "openat2";

    public void OnCompletion(in CompletionEntry completion)
    {
        int result = completion.Result;
        if (result.ToErrno() is Errno.EINVAL or Errno.EOPNOTSUPP && (_options & FileOpenOptions.Direct) != 0)
        {
            // A file system without direct I/O (tmpfs, some network ones): through the page cache then.
            _options &= ~FileOpenOptions.Direct;
            Submit();
        }
        else if (result.ToErrno() is Errno.EAGAIN or Errno.EINTR && !IsCancellationRequested && ++_races < FileOpening.MaximumRaces)
        {
            Submit();
        }
        else
        {
            End(result);
        }
    }

    internal IoOperation<FileOpenResult> Start(DirectoryHandle directory, ReadOnlyMemory<byte> path, FileOpenOptions options, CancellationToken cancel)
    {
        Begin(cancel);
        IoOperation<FileOpenResult> operation = Operation;
        if (path.Length >= MaximumPath)
        {
            Finish(new FileOpenResult(null, Errno.ENAMETOOLONG));
            return operation;
        }

        if (path.Span.Contains((byte)0))
        {
            Finish(new FileOpenResult(null, Errno.EINVAL));
            return operation;
        }

        path.Span.CopyTo(new Span<byte>(_memory, MaximumPath));
        _memory[path.Length] = 0;
        if (path.IsEmpty)
        {
            // The directory itself.
            _memory[0] = (byte)'.';
            _memory[1] = 0;
        }

        _directory = directory.Descriptor;
        _options = options;
        _races = 0;
        Submit();
        return operation;
    }

    protected override void OnTaken() => _owner.Return(this);

    protected override void OnCancel()
    {
        _driver.RequestCancel(_userData);
    }

    private void Submit()
    {
        var how = (OpenHow*)(_memory + MaximumPath);
        *how = FileOpening.How(_options);
        ref SubmissionEntry entry = ref _driver.NextEntry();
        entry.PrepareOpenAt2(_directory, (nint)_memory, (nint)how);
        entry.UserData = _userData = _driver.Expect(this);
    }

    private void End(int result)
    {
        FileStatus status = default;
        if (result >= 0)
        {
            int descriptor = _driver.Own(result);
            result = IsCancellationRequested ? -(int)Errno.ECANCELED : FileOpening.ReadStatus(descriptor, out status);
            if (result >= 0)
            {
                if (status.IsRegularFile && (_options & FileOpenOptions.StatusOnly) == 0)
                {
                    // With it, file systems that cannot read without waiting would answer EAGAIN for ever.
                    _ = Descriptors.SetNonBlocking(descriptor, false);
                }

                Finish(new FileOpenResult(new RingFile(_driver, _owner, descriptor, status), Errno.None));
                return;
            }

            _driver.CloseDescriptor(descriptor);
        }

        if (result.ToErrno() == Errno.ECANCELED)
        {
            FinishCanceled();
        }
        else
        {
            Finish(new FileOpenResult(null, result.ToErrno()));
        }
    }
}
