using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A datagram socket's receive.</summary>
internal sealed class SimulatedDatagramReceive(SimulatedDatagramSocket socket, SimulatedDriver driver) : SimulatedOperation<Datagram>(driver)
{
    private Memory<byte> _buffer;

    protected override string OperationName => "recvmsg";

    internal IoOperation<Datagram> Start(Memory<byte> buffer, CancellationToken cancel)
    {
        Begin(cancel);
        _buffer = buffer;
        TryEnd();
        return Operation;
    }

    internal void TryEnd()
    {
        if (!IsOpen || !socket.TryReceive(_buffer.Span, out Datagram datagram, out Errno error))
        {
            return;
        }

        _buffer = default;
        if (error == Errno.None)
        {
            Decide(datagram);
        }
        else
        {
            Decide(error);
        }
    }

    internal void Close()
    {
        if (IsOpen)
        {
            _buffer = default;
            DecideClosed(nameof(IDatagramSocket), "The socket was closed while a receive was under way.");
        }
    }

    protected override long Measure(Datagram result) => result.Length;

    protected override void OnCancelInTime()
    {
        _buffer = default;
        Decide(Errno.ECANCELED);
    }
}
