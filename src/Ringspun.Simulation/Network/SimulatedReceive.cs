using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A connection's receive into the caller's memory.</summary>
internal sealed class SimulatedReceive(SimulatedConnection connection) : IoSource<int>(connection.Loop)
{
    private Memory<byte> _buffer;

    protected override string OperationName => "recv";

    internal IoOperation<int> Start(Memory<byte> buffer, CancellationToken cancel)
    {
        Begin(cancel);
        _buffer = buffer;
        TryEnd();
        if (IsPending)
        {
            connection.ArmReceiveTimer();
        }

        return Operation;
    }

    /// <summary>Ends the operation if one is under way and there is something to end it with.</summary>
    internal void TryEnd()
    {
        if (!IsPending || !connection.TryReceive(_buffer.Span, out int count, out Errno error))
        {
            return;
        }

        LetGo();
        if (error == Errno.None)
        {
            Finish(count);
        }
        else
        {
            FinishError(error);
        }
    }

    internal void Close()
    {
        if (IsPending)
        {
            LetGo();
            FinishException(new ObjectDisposedException(nameof(IConnection), "The connection was closed while a receive was under way."));
        }
    }

    protected override void OnCancel()
    {
        LetGo();
        FinishCanceled();
    }

    private void LetGo()
    {
        _buffer = default;
        connection.DisarmReceiveTimer();
    }
}
