using Ringspun.Linux;

namespace Ringspun;

/// <summary>A receive into memory of the loop's, by a stream that is asked only when data is there.</summary>
/// <param name="loop">The stream's loop.</param>
/// <param name="name">The system call's name, for messages and dumps.</param>
internal sealed class LeaseSource(EventLoop loop, string name) : IoSource<Chunk>(loop)
{
    internal IoOperation<Chunk> Started => Operation;

    protected override string OperationName => name;

    internal void Start(CancellationToken cancel) => Begin(cancel);

    protected override void OnCancel() => FinishCanceled();
}
