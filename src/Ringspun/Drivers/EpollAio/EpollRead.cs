using System.Buffers;
using Ringspun.Linux;

namespace Ringspun;

/// <summary>
/// One read at an offset, continued until its buffer is full or the file ends: from the page cache at once, directly through AIO, or on a thread of
/// the pool where it may block.
/// </summary>
internal sealed unsafe class EpollRead : IoSource<int>, IBlockingCall, IDeferred
{
    /// <summary>One call copies, or one request pins, no more: so it stays well within a turn.</summary>
    internal const int MaximumCopy = 512 * 1024;

    /// <summary>What begins or ends within such a block no direct read can go on from.</summary>
    private const int SmallestBlock = 512;

    private readonly EpollFiles _files;
    private readonly FileCall _work;
    private EpollFile? _file;
    private Memory<byte> _buffer;
    private MemoryHandle _pin;
    private byte* _pointer;
    private int _length;
    private int _done;
    private long _offset;
    private int _blockingResult;
    private Errno _refusal;
    private volatile bool _stop;

    internal EpollRead(EpollFiles files)
        : base(files.Driver.Loop)
    {
        _files = files;
        _work = new FileCall(files.Calls, this);
        Node = new LinkedListNode<EpollRead>(this);
    }

    /// <summary>The place in a queue, without memory of its own for each.</summary>
    internal LinkedListNode<EpollRead> Node { get; }

    protected override string OperationName => "read";

    /// <summary>The next turn has come.</summary>
    public void Continue() => ReadCached();

    public void RunBlocking()
    {
        int descriptor = _file!.Descriptor;
        int result = 0;
        while (_done < _length && !_stop)
        {
            result = Linux.Files.PRead(descriptor, _pointer + _done, _length - _done, _offset + _done);
            if (result <= 0)
            {
                break;
            }

            _done += result;
        }

        _blockingResult = result;
    }

    public void OnReturned()
    {
        // Only now it is known that the file system was to blame, and not the caller's own alignment, say.
        if (_refusal is Errno.EINVAL or Errno.EOPNOTSUPP or Errno.ENOSYS && _blockingResult >= 0)
        {
            _file!.RefuseAio();
        }

        End(_blockingResult);
    }

    internal IoOperation<int> Start(EpollFile file, Memory<byte> buffer, long offset, CancellationToken cancel)
    {
        Begin(cancel);
        IoOperation<int> operation = Operation;
        file.ReadBegins();
        _file = file;
        _buffer = buffer;
        _length = buffer.Length;
        _offset = offset;
        _done = 0;
        _refusal = Errno.None;
        _stop = false;
        if (_length == 0)
        {
            End(0);
        }
        else if (file.Aio is { } aio)
        {
            Pin();
            aio.Enqueue(this);
        }
        else
        {
            ReadCached();
        }

        return operation;
    }

    /// <summary>What the next request asks for, in bytes.</summary>
    internal int NextLength => Math.Min(_length - _done, MaximumCopy);

    /// <summary>What is to be read next, for the kernel.</summary>
    internal void Describe(ref AioControlBlock block, ulong data) =>
        block = AioControlBlock.Read(_file!.Descriptor, _pointer + _done, NextLength, _offset + _done, data);

    /// <summary>AIO has done what it could.</summary>
    internal void OnCompletion(int result)
    {
        if (result > 0)
        {
            bool isShort = result < NextLength;
            _done += result;
            if (_done == _length || _stop || (isShort && IsAtEnd()))
            {
                End(0);
            }
            else if (_file!.Aio is { } aio)
            {
                aio.Enqueue(this);
            }
            else
            {
                ReadBlocking();
            }
        }
        else if (result.ToErrno() is Errno.EAGAIN or Errno.EINTR or Errno.EINVAL or Errno.EOPNOTSUPP && !_stop)
        {
            OnRefused(result.ToErrno());
        }
        else
        {
            End(result);
        }
    }

    /// <summary>AIO cannot do it: the pool does.</summary>
    internal void OnRefused(Errno errno)
    {
        _refusal = errno;
        ReadBlocking();
    }

    /// <summary>The driver ends.</summary>
    internal void Abandon() => End(-(int)Errno.ECANCELED);

    protected override void OnTaken() => _files.Return(this);

    protected override void OnCancel()
    {
        // What the kernel or a thread has cannot be taken back: the buffer is theirs until they are done.
        _stop = true;
        if (Node.List is { } queue)
        {
            queue.Remove(Node);
            End(-(int)Errno.ECANCELED);
        }
        else if (_files.Calls.TryWithdraw(_work))
        {
            End(-(int)Errno.ECANCELED);
        }
    }

    private void ReadCached()
    {
        EpollFile file = _file!;
        while (file.CanReadNoWait && !_stop)
        {
            if (!_files.Driver.TrySpend())
            {
                _files.Driver.Defer(this);
                return;
            }

            int asked = Math.Min(_length - _done, MaximumCopy);
            int result;
            fixed (byte* pointer = _buffer.Span.Slice(_done, asked))
            {
                result = Linux.Files.PReadV2(file.Descriptor, pointer, asked, _offset + _done, ReadWriteFlags.NOWAIT);
            }

            if (result > 0)
            {
                _files.Driver.Charge(result);
                _done += result;
            }

            if (result == 0 || _done == _length)
            {
                End(0);
                return;
            }

            switch (result.ToErrno())
            {
                case Errno.None:
                    break;
                case Errno.EAGAIN or Errno.EINVAL:
                    ReadBlocking();
                    return;
                case Errno.EOPNOTSUPP or Errno.ENOSYS or Errno.EPERM:
                    // The file system, the kernel or a sandbox does not know the call; the answer would be the same next time.
                    file.CanReadNoWait = false;
                    break;
                default:
                    End(result);
                    return;
            }
        }

        if (_stop)
        {
            End(-(int)Errno.ECANCELED);
        }
        else
        {
            ReadBlocking();
        }
    }

    private void ReadBlocking()
    {
        Pin();
        _blockingResult = -(int)Errno.ECANCELED;
        _files.Calls.Start(_work);
    }

    private void Pin()
    {
        if (_pointer is null)
        {
            _pin = _buffer.Pin();
            _pointer = (byte*)_pin.Pointer;
        }
    }

    /// <summary>
    /// Whether a short read was short because the file ends there, or ended when it was read. A direct read could not go on at an odd position to
    /// find out, and none stops there otherwise.
    /// </summary>
    private bool IsAtEnd() =>
        _done % SmallestBlock != 0
        || (FileOpening.ReadStatus(_file!.Descriptor, out FileStatus status) >= 0 && _offset + _done >= status.Size);

    private void End(int result)
    {
        EpollFile file = _file!;
        bool isComplete = _done == _length;
        _file = null;
        _buffer = default;
        _pin.Dispose();
        _pin = default;
        _pointer = null;
        if (_stop && !isComplete)
        {
            FinishCanceled();
        }
        else if (result >= 0 || (result.ToErrno() == Errno.EINVAL && _done > 0))
        {
            // A direct read that goes on behind a short one is no longer aligned: the short one was the file's end.
            Finish(_done);
        }
        else
        {
            FinishError(result.ToErrno());
        }

        file.ReadEnded();
    }
}
