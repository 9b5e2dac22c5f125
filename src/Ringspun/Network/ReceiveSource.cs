using Ringspun.Linux;

namespace Ringspun;

/// <summary>A receive into the caller's memory, by a stream that is asked only when data is there: the kernel never holds the memory.</summary>
/// <param name="loop">The stream's loop.</param>
/// <param name="name">The system call's name, for messages and dumps.</param>
internal sealed class ReceiveSource(EventLoop loop, string name) : IoSource<int>(loop)
{
    internal Memory<byte> Buffer { get; private set; }

    internal IoOperation<int> Started => Operation;

    protected override string OperationName => name;

    internal void Start(Memory<byte> buffer, CancellationToken cancel)
    {
        Begin(cancel);
        Buffer = buffer;
    }

    internal void End(int result)
    {
        Buffer = default;
        if (result >= 0)
        {
            Finish(result);
        }
        else
        {
            FinishError(result.ToErrno());
        }
    }

    protected override void OnCancel() => End(-(int)Errno.ECANCELED);
}
