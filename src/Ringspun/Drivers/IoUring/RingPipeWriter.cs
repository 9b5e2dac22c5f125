using Ringspun.Linux;

namespace Ringspun;

/// <summary>The writing end of a pipe on a ring.</summary>
internal sealed class RingPipeWriter(IoUringDriver driver, int descriptor) : RingPipeEnd(driver, descriptor), IPipeWriter
{
    private RingPipeSend? _send;

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) => NextSend().Start(buffer, cancel);

    public IoOperation<int> SendAsync(Chunk chunk, CancellationToken cancel = default) => NextSend().Start(chunk, cancel);

    public IoOperation<int> SendAsync(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel = default) => NextSend().Start(chunks, cancel);

    private RingPipeSend NextSend()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        return _send ??= new RingPipeSend(this);
    }
}
