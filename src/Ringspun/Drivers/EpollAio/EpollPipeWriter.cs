using Ringspun.Linux;

namespace Ringspun;

/// <summary>The writing end of a pipe.</summary>
internal sealed class EpollPipeWriter(EpollAioDriver driver, int descriptor) : EpollPipeEnd(driver, descriptor, EpollEvents.OUT), IPipeWriter
{
    private EpollPipeSend? _send;

    /// <summary>Whether a write may be tried: remembered, so that no edge is lost while nobody writes.</summary>
    internal bool IsWritable { get; set; } = true;

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) => NextSend().Start(buffer, cancel);

    public IoOperation<int> SendAsync(Chunk chunk, CancellationToken cancel = default) => NextSend().Start(chunk, cancel);

    public IoOperation<int> SendAsync(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel = default) => NextSend().Start(chunks, cancel);

    public override void OnEvents(EpollEvents events)
    {
        IsWritable = true;
        Proceed();
    }

    protected override void Proceed() => _send?.Continue();

    protected override void EndPending() => _send?.Abandon();

    private EpollPipeSend NextSend()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return _send ??= new EpollPipeSend(this);
    }
}
