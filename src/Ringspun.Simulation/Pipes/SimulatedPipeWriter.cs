using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>The writing end of a pipe.</summary>
internal sealed class SimulatedPipeWriter : IPipeWriter
{
    private readonly PipeBuffer _buffer;
    private readonly SimulatedPipeSend _send;
    private bool _closed;

    internal SimulatedPipeWriter(PipeBuffer buffer)
    {
        _buffer = buffer;
        _send = new SimulatedPipeSend(buffer);
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

    public IoOperation<int> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancel = default) => Send.Start(buffer, cancel);

    public IoOperation<int> SendAsync(Chunk chunk, CancellationToken cancel = default) => Send.Start(chunk, cancel);

    public IoOperation<int> SendAsync(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel = default) => Send.Start(chunks, cancel);

    private SimulatedPipeSend Send
    {
        get
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return _send;
        }
    }

    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            _buffer.Remove(this);
            _send.Close();
        }
    }

    internal void OnChange() => _send.Continue();
}
