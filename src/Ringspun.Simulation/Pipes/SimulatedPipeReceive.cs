using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A pipe's receive into the caller's memory.</summary>
internal sealed class SimulatedPipeReceive(PipeBuffer pipe) : SimulatedOperation<int>(pipe.Driver)
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
        if (IsOpen && (!pipe.IsEmpty || pipe.HasEnded))
        {
            int count = pipe.Read(_buffer.Span);
            _buffer = default;
            Decide(count);
        }
    }

    internal void Close()
    {
        if (IsOpen)
        {
            _buffer = default;
            DecideClosed(nameof(IPipeReader), "The pipe was closed while a receive was under way.");
        }
    }

    protected override long Measure(int result) => result;

    protected override void OnCancelInTime()
    {
        _buffer = default;
        Decide(Errno.ECANCELED);
    }
}
