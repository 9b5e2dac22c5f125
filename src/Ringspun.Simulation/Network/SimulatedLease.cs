using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A connection's receive into a chunk of the network's.</summary>
internal sealed class SimulatedLease(SimulatedConnection connection) : SimulatedOperation<Chunk>(connection.Driver)
{
    protected override string OperationName => "recv";

    internal IoOperation<Chunk> Start(CancellationToken cancel)
    {
        Begin(cancel);
        Errno fault = connection.Suffer(SimulatedNetworkCallKind.Receive, 0);
        if (fault != Errno.None && IsOpen)
        {
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
        if (!IsOpen)
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
            Decide(chunk.Slice(0, count));
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
            connection.DisarmReceiveTimer();
            DecideClosed(nameof(IConnection), "The connection was closed while a receive was under way.");
        }
    }

    protected override long Measure(Chunk result) => result.Length;

    protected override void OnCancelInTime()
    {
        connection.DisarmReceiveTimer();
        Decide(Errno.ECANCELED);
    }
}
