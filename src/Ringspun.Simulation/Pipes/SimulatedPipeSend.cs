using Ringspun.Linux;

namespace Ringspun.Simulation;

/// <summary>A pipe's send.</summary>
internal sealed class SimulatedPipeSend(PipeBuffer pipe) : PipeSend(pipe.Driver.Loop)
{
    internal void Continue()
    {
        if (IsPending)
        {
            Push();
        }
    }

    internal void Close()
    {
        if (IsPending)
        {
            EndSend(-(int)Errno.ECANCELED);
        }
    }

    protected override void Push()
    {
        if (pipe.Readers == 0)
        {
            EndSend(-(int)Errno.EPIPE);
            return;
        }

        int written;
        do
        {
            written = pipe.Write(Outgoing.Span);
            Outgoing.Advance(written);
        }
        while (written > 0 && Outgoing.Remaining > 0);
        if (Outgoing.Remaining == 0)
        {
            EndSend(0);
        }
    }

    protected override void Stop() => EndSend(-(int)Errno.ECANCELED);
}
