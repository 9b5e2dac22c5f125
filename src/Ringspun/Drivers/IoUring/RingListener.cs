using System.Net;
using Ringspun.Linux;
using Ringspun.Linux.IoUring;

namespace Ringspun;

/// <summary>Accepts with one request that completes once per connection.</summary>
internal sealed class RingListener : IListener, IRingTarget
{
    /// <summary>SOCK_CLOEXEC. Not SOCK_NONBLOCK: the ring waits in the socket's stead.</summary>
    private const uint AcceptFlags = 0x80000;

    /// <summary>Connections accepted ahead of their fiber; more wait in the kernel's backlog.</summary>
    private const int MaximumWaiting = 256;

    /// <summary>While descriptors are short and none of this loop's is closed, somebody else's may have been.</summary>
    private const long PauseNanoseconds = 100_000_000;

    private readonly IoUringDriver _driver;
    private readonly int _descriptor;
    private readonly Queue<RingConnection> _waiting = new();
    private readonly AcceptSource _accept;
    private readonly PauseTimer _pause;
    private AcceptPauseReport _report = new();
    private ulong _userData;
    private bool _armed;
    private bool _stopping;
    private bool _paused;
    private bool _closed;
    private int _failure;

    internal RingListener(IoUringDriver driver, int descriptor, EndPoint localEndPoint)
    {
        _driver = driver;
        _descriptor = driver.Own(descriptor);
        LocalEndPoint = localEndPoint;
        _accept = new AcceptSource(driver.Loop);
        _pause = new PauseTimer(this);
    }

    public EndPoint LocalEndPoint { get; }

    public IoOperation<IConnection> AcceptAsync(CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        _accept.Start(cancel);
        Arm();
        Deliver();
        return _accept.Started;
    }

    public void OnCompletion(in CompletionEntry completion)
    {
        if (completion.Result >= 0)
        {
            Take(completion.Result);
        }

        if (!completion.HasMore)
        {
            _armed = false;
            _stopping = false;
            if (_closed)
            {
                _driver.CloseDescriptor(_descriptor);
                return;
            }

            AfterEnd(completion.Result.ToErrno());
        }
        else if (_waiting.Count >= MaximumWaiting && !_stopping && !_closed)
        {
            _stopping = true;
            Cancel();
        }

        Deliver();
    }

    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        _closed = true;
        _driver.Loop.Disarm(_pause);
        ((RingSockets)_driver.Sockets).Forget(this);
        while (_waiting.TryDequeue(out RingConnection? connection))
        {
            connection.Dispose();
        }

        if (_accept.IsPending)
        {
            _accept.FinishCanceled();
        }

        if (_armed)
        {
            if (LocalEndPoint is IPEndPoint)
            {
                // The cancellation goes out with the next submission, but from now on nobody may connect. A unix listener is shared with other loops.
                _ = Linux.Sockets.Shutdown(_descriptor, ShutdownDirection.RDWR);
            }

            Cancel();
        }
        else
        {
            _driver.CloseDescriptor(_descriptor);
        }
    }

    internal void Resume()
    {
        _paused = false;
        _driver.Loop.Disarm(_pause);
        Arm();
    }

    private void Take(int descriptor)
    {
        if (_closed)
        {
            // Came in while the listener was being closed: nobody will serve it.
            _ = Descriptors.Close(descriptor);
            return;
        }

        _waiting.Enqueue(new RingConnection(_driver, descriptor));
    }

    private void AfterEnd(Errno errno)
    {
        switch (errno)
        {
            case Errno.EMFILE or Errno.ENFILE or Errno.ENOBUFS or Errno.ENOMEM:
                _paused = true;
                _report.Note(_driver.Loop.Now, _driver.Logger, LocalEndPoint, errno);
                ((RingSockets)_driver.Sockets).Pause(this);
                _driver.Loop.Arm(_pause, _driver.Loop.Now + PauseNanoseconds);
                break;
            case Errno.EBADF or Errno.EINVAL or Errno.ENOTSOCK or Errno.EOPNOTSUPP:
                _failure = -(int)errno;
                break;
            default:
                // None, ECANCELED (the queue was full), ECONNABORTED and the network errors of accept(2): the next connection may be well.
                if (_waiting.Count < MaximumWaiting)
                {
                    Arm();
                }

                break;
        }
    }

    private void Deliver()
    {
        if (!_accept.IsPending)
        {
            return;
        }

        if (_waiting.TryDequeue(out RingConnection? connection))
        {
            _accept.Finish(connection);
        }
        else if (_failure < 0)
        {
            _accept.FinishError(_failure.ToErrno());
        }
    }

    private void Arm()
    {
        if (_armed || _paused || _closed || _failure < 0)
        {
            return;
        }

        _armed = true;
        ref SubmissionEntry entry = ref _driver.NextEntry();
        entry.PrepareAcceptMultishot(_descriptor, AcceptFlags);
        entry.UserData = _userData = _driver.Expect(this);
    }

    private void Cancel()
    {
        _driver.RequestCancel(_userData);
    }

    private sealed class PauseTimer(RingListener listener) : TimerEntry
    {
        protected internal override void OnExpired()
        {
            ((RingSockets)listener._driver.Sockets).Forget(listener);
            listener.Resume();
        }
    }
}
