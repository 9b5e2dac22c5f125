using Ringspun.Linux;

namespace Ringspun;

/// <summary>The reading end of a pipe.</summary>
internal sealed class EpollPipeReader : EpollPipeEnd, IPipeReader
{
    /// <summary>One call copies no more, so that it stays well within a turn.</summary>
    private const int MaximumRead = 256 * 1024;

    private ReceiveSource? _receive;
    private LeaseSource? _lease;
    private bool _readable;
    private bool _readToEnd;
    private bool _wantsLarge;

    internal EpollPipeReader(EpollAioDriver driver, int descriptor, bool awaitsWriter)
        : base(driver, descriptor, EpollEvents.IN)
    {
        // Where nobody has written yet, a read would not wait but end: epoll says when there is a writer's byte, or a writer's end.
        _readable = !awaitsWriter;
    }

    public IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        CheckReceive(_lease);
        ReceiveSource source = _receive ??= new ReceiveSource(Driver.Loop, "read");
        source.Start(buffer, cancel);
        Proceed();
        return source.Started;
    }

    public IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default)
    {
        CheckReceive(_receive);
        LeaseSource source = _lease ??= new LeaseSource(Driver.Loop, "read");
        source.Start(cancel);
        Proceed();
        return source.Started;
    }

    public override void OnEvents(EpollEvents events)
    {
        // The last writer's end is no edge of its own once it was announced with data before it: read on to it.
        _readToEnd |= (events & (EpollEvents.HUP | EpollEvents.ERR)) != 0;
        _readable = true;
        Proceed();
    }

    protected override void Proceed()
    {
        IoSource? source = _receive is { IsPending: true } ? _receive : _lease is { IsPending: true } ? _lease : null;
        if (source is null)
        {
            return;
        }

        if (_readable)
        {
            if (!Driver.TrySpend())
            {
                Defer();
                return;
            }

            int result = ReferenceEquals(source, _receive) ? Receive() : Lease();
            if (result != -(int)Errno.EAGAIN)
            {
                return;
            }
        }

        int registered = EnsureRegistered();
        if (registered < 0)
        {
            source.FinishError(registered.ToErrno());
        }
    }

    protected override void EndPending()
    {
        if (_receive is { IsPending: true })
        {
            _receive.End(-(int)Errno.ECANCELED);
        }

        if (_lease is { IsPending: true })
        {
            _lease.FinishCanceled();
        }
    }

    private int Receive()
    {
        ReceiveSource receive = _receive!;
        Span<byte> buffer = receive.Buffer.Span;
        if (buffer.Length > MaximumRead)
        {
            buffer = buffer[..MaximumRead];
        }

        int result = Descriptors.Read(Descriptor, buffer);
        NoteRead(result, buffer.Length);
        if (result != -(int)Errno.EAGAIN)
        {
            receive.End(result);
        }

        return result;
    }

    private int Lease()
    {
        Chunk whole = Driver.RentChunk(_wantsLarge);
        int result = Descriptors.Read(Descriptor, whole.Span);
        NoteRead(result, whole.Length);
        if (result > 0)
        {
            _wantsLarge = result == whole.Length || (_wantsLarge && result > EpollAioDriver.SmallChunk);
            _lease!.Finish(whole.Slice(0, result));
            return result;
        }

        whole.Release();
        if (result == 0)
        {
            _lease!.Finish(Chunk.Empty);
        }
        else if (result != -(int)Errno.EAGAIN)
        {
            _lease!.FinishError(result.ToErrno());
        }

        return result;
    }

    /// <summary>A pipe that gave less than asked is empty, and the next write is an edge: no call is needed to learn that.</summary>
    private void NoteRead(int result, int asked)
    {
        if (result > 0)
        {
            Driver.Charge(result);
            _readable = result == asked || _readToEnd;
        }
        else if (result == -(int)Errno.EAGAIN)
        {
            _readable = false;

            // There is a writer again, as there may be on a FIFO.
            _readToEnd = false;
        }
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
