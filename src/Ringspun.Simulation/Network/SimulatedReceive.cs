using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A connection's receive into the caller's memory.</summary>
internal sealed class SimulatedReceive(SimulatedConnection connection) : SimulatedOperation<int>(connection.Driver)
{
    private Memory<byte> _buffer;

    protected override string OperationName => "recv";

    internal IoOperation<int> Start(Memory<byte> buffer, CancellationToken cancel)
    {
        Begin(cancel);
        _buffer = buffer;
        Errno fault = connection.Suffer(SimulatedNetworkCallKind.Receive, buffer.Length);
        if (fault != Errno.None && IsOpen)
        {
            _buffer = default;
            Decide(fault);
        }

        TryEnd();
        if (IsOpen)
        {
            connection.ArmReceiveTimer();
        }

        return Operation;
    }

    /// <summary>Ends the operation if one is under way and there is something to end it with.</summary>
    internal void TryEnd()
    {
        if (!IsOpen || !connection.TryReceive(_buffer.Span, out int count, out Errno error))
        {
            return;
        }

        LetGo();
        if (error == Errno.None)
        {
            Decide(count);
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
            LetGo();
            DecideClosed(nameof(IConnection), "The connection was closed while a receive was under way.");
        }
    }

    protected override long Measure(int result) => result;

    protected override void OnCancelInTime()
    {
        LetGo();
        Decide(Errno.ECANCELED);
    }

    private void LetGo()
    {
        _buffer = default;
        connection.DisarmReceiveTimer();
    }
}
