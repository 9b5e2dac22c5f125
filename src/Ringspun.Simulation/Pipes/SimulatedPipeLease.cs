using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A pipe's receive into a chunk.</summary>
internal sealed class SimulatedPipeLease(PipeBuffer pipe) : SimulatedOperation<Chunk>(pipe.Driver)
{
    protected override string OperationName => "read";

    internal IoOperation<Chunk> Start(CancellationToken cancel)
    {
        Begin(cancel);
        TryEnd();
        return Operation;
    }

    internal void TryEnd()
    {
        if (!IsOpen)
        {
            return;
        }

        if (!pipe.IsEmpty)
        {
            Chunk chunk = PipeBuffer.RentChunk();
            Decide(chunk.Slice(0, pipe.Read(chunk.Span)));
        }
        else if (pipe.HasEnded)
        {
            Decide(Chunk.Empty);
        }
    }

    internal void Close()
    {
        if (IsOpen)
        {
            DecideClosed(nameof(IPipeReader), "The pipe was closed while a receive was under way.");
        }
    }

    protected override long Measure(Chunk result) => result.Length;

    protected override void OnCancelInTime() => Decide(Errno.ECANCELED);
}
