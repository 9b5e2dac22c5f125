using Ringspun.Linux;

namespace Ringspun.Simulation;

internal sealed partial class SimulatedConnection
{
    private readonly SimulatedSend _send;
    private readonly CallbackTimer _stallTimer;
    private TimeSpan _sendStallTimeout = Timeout.InfiniteTimeSpan;

    public TimeSpan SendStallTimeout
    {
        get => _sendStallTimeout;
        set
        {
            if (value <= TimeSpan.Zero && value != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(nameof(value), value, "A stall timeout is longer than zero, or infinite.");
            }

            _sendStallTimeout = value;
            if (_send.IsOpen)
            {
                ArmStallTimer();
            }
        }
    }

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _send.Start(buffer, cancel);
    }

    public IoOperation<int> SendAsync(Chunk chunk, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _send.Start(chunk, cancel);
    }

    public IoOperation<int> SendAsync(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        return _send.Start(chunks, cancel);
    }

    /// <summary>The reader has taken something.</summary>
    internal void OnRoom() => _send.Go();

    /// <summary>Why nothing can be sent; <see cref="Errno.None"/>: it can.</summary>
    internal Errno SendError => _reset ? Errno.ECONNRESET : _sendEnded ? Errno.EPIPE : Errno.None;

    internal int Write(ReadOnlySpan<byte> bytes) => _outgoing.Write(bytes);

    internal void ArmStallTimer()
    {
        if (_sendStallTimeout == Timeout.InfiniteTimeSpan)
        {
            Loop.Disarm(_stallTimer);
        }
        else
        {
            Loop.Arm(_stallTimer, _driver.After(_sendStallTimeout));
        }
    }

    internal void DisarmStallTimer() => Loop.Disarm(_stallTimer);

    private void OnStall() => _send.Fail(Errno.ETIMEDOUT);
}
