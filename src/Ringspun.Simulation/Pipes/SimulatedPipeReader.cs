using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>The reading end of a pipe.</summary>
internal sealed class SimulatedPipeReader : IPipeReader
{
    private readonly PipeBuffer _buffer;
    private readonly SimulatedPipeReceive _receive;
    private readonly SimulatedPipeLease _lease;
    private bool _closed;

    internal SimulatedPipeReader(PipeBuffer buffer)
    {
        _buffer = buffer;
        _receive = new SimulatedPipeReceive(buffer);
        _lease = new SimulatedPipeLease(buffer);
        buffer.Add(this);
    }

    public int Capacity
    {
        get
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _buffer.Capacity;
        }
    }

    public IoOperation<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancel = default)
    {
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("A receive needs room for at least one byte.", nameof(buffer));
        }

        Check(_lease);
        return _receive.Start(buffer, cancel);
    }

    public IoOperation<Chunk> LeaseAsync(CancellationToken cancel = default)
    {
        Check(_receive);
        return _lease.Start(cancel);
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _buffer.Remove(this);
            _receive.Close();
            _lease.Close();
        }
    }

    internal void OnChange()
    {
        _receive.TryEnd();
        _lease.TryEnd();
    }

    private void Check(IoSource other)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (other.IsPending)
        {
            throw new InvalidOperationException("read: a receive is under way already; await it first.");
        }
    }
}
