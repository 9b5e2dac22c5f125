using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A connection's receive into a chunk of the network's.</summary>
internal sealed class SimulatedLease(SimulatedConnection connection) : IoSource<Chunk>(connection.Loop)
{
    protected override string OperationName => "recv";

    internal IoOperation<Chunk> Start(CancellationToken cancel)
    {
        Begin(cancel);
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
        if (!IsPending)
        {
            return;
        }

        // A chunk is taken only once there is something to put into it.
        Chunk chunk = connection.HasBytes ? connection.RentChunk() : Chunk.Empty;
        if (!connection.TryReceive(chunk.Span, out int count, out Errno error))
        {
            return;
        }

        connection.DisarmReceiveTimer();
        if (error == Errno.None)
        {
            Finish(chunk.Slice(0, count));
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
            connection.DisarmReceiveTimer();
            FinishException(new ObjectDisposedException(nameof(IConnection), "The connection was closed while a receive was under way."));
        }
    }

    protected override void OnCancel()
    {
        connection.DisarmReceiveTimer();
        FinishCanceled();
    }
}
