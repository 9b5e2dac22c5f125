using Ringspun.Linux;

namespace Ringspun;

/// <summary>The reading end of a pipe on a ring.</summary>
internal sealed class RingPipeReader(IoUringDriver driver, int descriptor, bool awaitsWriter) : RingPipeEnd(driver, descriptor), IPipeReader
{
    private RingPipeReceive? _receive;
    private RingPipeLease? _lease;

    /// <summary>Whether nobody has written yet: then a read would not wait but end.</summary>
    internal bool AwaitsWriter { get; set; } = awaitsWriter;

    public IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        CheckReceive(_lease);
        return (_receive ??= new RingPipeReceive(this)).Start(buffer, cancel);
    }

    public IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default)
    {
        CheckReceive(_receive);
        return (_lease ??= new RingPipeLease(this)).Start(cancel);
    }

    private void CheckReceive(IoSource? other)
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (other is { IsPending: true })
        {
            throw new InvalidOperationException("read: a receive is under way already; await it first.");
        }
    }
}
