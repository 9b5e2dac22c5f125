using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A pipe's receive into a chunk.</summary>
internal sealed class SimulatedPipeLease(PipeBuffer pipe) : IoSource<Chunk>(pipe.Driver.Loop)
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
        if (!IsPending)
        {
            return;
        }

        if (!pipe.IsEmpty)
        {
            Chunk chunk = PipeBuffer.RentChunk();
            Finish(chunk.Slice(0, pipe.Read(chunk.Span)));
        }
        else if (pipe.HasEnded)
        {
            Finish(Chunk.Empty);
        }
    }

    internal void Close()
    {
        if (IsPending)
        {
            FinishCanceled();
        }
    }

    protected override void OnCancel() => FinishCanceled();
}
