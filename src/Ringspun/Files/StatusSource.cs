using Ringspun.Linux;

namespace Ringspun;

/// <summary>A status read of an open file: it is answered at once, from the inode in memory.</summary>
internal sealed class StatusSource(EventLoop loop) : IoSource<FileStatus>(loop)
{
    protected override string OperationName => "statx";

    internal IoOperation<FileStatus> Start(int descriptor, CancellationToken cancel)
    {
        Begin(cancel);
        int result = FileOpening.ReadStatus(descriptor, out FileStatus status);
        if (result < 0)
        {
            FinishError(result.ToErrno());
        }
        else
        {
            Finish(status);
        }

        return Operation;
    }

    // Never pending.
    protected override void OnCancel()
    {
    }
}
