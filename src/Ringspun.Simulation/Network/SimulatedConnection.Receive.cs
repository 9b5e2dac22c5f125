using Ringspun.Linux;

namespace Ringspun.Simulation;

internal sealed partial class SimulatedConnection
{
    private readonly SimulatedReceive _receive;
    private readonly SimulatedLease _lease;
    private readonly CallbackTimer _receiveTimer;
    private long _receiveDeadline = long.MaxValue;

    public long ReceiveDeadline
    {
        get => _receiveDeadline;
        set
        {
            _receiveDeadline = value;
            if (_receive.IsOpen || _lease.IsOpen)
            {
                ArmReceiveTimer();
            }
        }
    }

    public IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("Receiving needs a buffer: an empty one could not tell the end of the stream from nothing.", nameof(buffer));
        }

        CheckReceiver();
        return _receive.Start(buffer, cancel);
    }

    public IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default)
    {
        CheckReceiver();
        return _lease.Start(cancel);
    }

    /// <summary>Bytes, the end of the stream or a reset has come.</summary>
    internal void OnArrival()
    {
        _receive.TryEnd();
        _lease.TryEnd();
    }

    /// <summary>What a receive finds now.</summary>
    /// <returns>False: nothing, wait.</returns>
    internal bool TryReceive(Span<byte> buffer, out int count, out Errno error)
    {
        count = 0;
        error = Errno.None;
        if (_incoming.Available > 0)
        {
            count = _incoming.Read(buffer);
        }
        else if (_reset)
        {
            error = Errno.ECONNRESET;
        }
        else if (!_incoming.HasEnded)
        {
            if (_receiveDeadline > Loop.ReadClock())
            {
                return false;
            }

            error = Errno.ETIMEDOUT;
        }

        return true;
    }

    /// <summary>Whether a receive would find bytes.</summary>
    internal bool HasBytes => _incoming.Available > 0;

    internal Chunk RentChunk() => _network.Chunks.Rent();

    internal void ArmReceiveTimer()
    {
        if (_receiveDeadline == long.MaxValue)
        {
            Loop.Disarm(_receiveTimer);
        }
        else
        {
            Loop.Arm(_receiveTimer, _receiveDeadline);
        }
    }

    internal void DisarmReceiveTimer() => Loop.Disarm(_receiveTimer);

    /// <summary>Asks for the fault of a receive or a send.</summary>
    /// <returns>The error that it is to end with.</returns>
    internal Errno Suffer(SimulatedNetworkCallKind kind, int length)
    {
        SimulatedNetworkFault fault = _network.FaultOf(kind, LocalEndPoint, RemoteEndPoint, length);
        if (fault.Resets)
        {
            ResetBothEnds();
        }

        return fault.Error;
    }

    private void CheckReceiver()
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_receive.IsInUse || _lease.IsInUse)
        {
            throw new InvalidOperationException("recv: one such operation is under way already; await it first.");
        }
    }

    private void OnReceiveDeadline() => OnArrival();
}
