namespace Ringspun.Simulation;

/// <summary>A pipe's receive into the caller's memory.</summary>
internal sealed class SimulatedPipeReceive(PipeBuffer pipe) : IoSource<int>(pipe.Driver.Loop)
{
    private Memory<byte> _buffer;

    protected override string OperationName => "read";

    internal IoOperation<int> Start(Memory<byte> buffer, CancellationToken cancel)
    {
        Begin(cancel);
        _buffer = buffer;
        TryEnd();
        return Operation;
    }

    internal void TryEnd()
    {
        if (IsPending && (!pipe.IsEmpty || pipe.HasEnded))
        {
            int count = pipe.Read(_buffer.Span);
            _buffer = default;
            Finish(count);
        }
    }

    internal void Close()
    {
        if (IsPending)
        {
            OnCancel();
        }
    }

    protected override void OnCancel()
    {
        _buffer = default;
        FinishCanceled();
    }
}
