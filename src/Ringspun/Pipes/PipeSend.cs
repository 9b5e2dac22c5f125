using Ringspun.Linux;

namespace Ringspun;

/// <summary>A pipe's send on whatever driver: all of it, or a failure.</summary>
internal abstract class PipeSend(EventLoop loop) : IoSource<int>(loop)
{
    protected override string OperationName => "write";

    /// <summary>What is still to be sent.</summary>
    protected SendCursor Outgoing { get; } = new();

    /// <summary>Whether the send is being cancelled.</summary>
    protected bool IsStopped { get; private set; }

    internal IoOperation<int> Start(ReadOnlyMemory<byte> buffer, CancellationToken cancel)
    {
        BeginSend(cancel);
        Outgoing.Set(buffer);
        return PushNew();
    }

    internal IoOperation<int> Start(Chunk chunk, CancellationToken cancel)
    {
        // Before the operation begins: a chunk that was released already is refused here.
        _ = chunk.Span;
        BeginSend(cancel);
        Outgoing.Set(chunk);
        return PushNew();
    }

    internal IoOperation<int> Start(ReadOnlyMemory<Chunk> chunks, CancellationToken cancel)
    {
        BeginSend(cancel);
        try
        {
            Outgoing.Set(chunks);
        }
        catch (Exception exception)
        {
            FinishException(exception);
            return Operation;
        }

        return PushNew();
    }

    /// <summary>Moves what <see cref="Outgoing"/> holds, now or as soon as it can be; calls <see cref="EndSend"/> at the end.</summary>
    protected abstract void Push();

    /// <summary>Makes the kernel let go of the send under way, then calls <see cref="EndSend"/>.</summary>
    protected abstract void Stop();

    /// <summary>The send has ended: 0, or -errno. The kernel holds its buffers no longer.</summary>
    protected void EndSend(int result)
    {
        int total = Outgoing.Total;
        Outgoing.Clear();
        if (result >= 0)
        {
            Finish(total);
        }
        else
        {
            FinishError(result.ToErrno());
        }
    }

    protected override void OnCancel()
    {
        IsStopped = true;
        Stop();
    }

    private void BeginSend(CancellationToken cancel)
    {
        Begin(cancel);
        IsStopped = false;
    }

    private IoOperation<int> PushNew()
    {
        IoOperation<int> operation = Operation;
        if (Outgoing.Remaining == 0)
        {
            EndSend(0);
        }
        else
        {
            Push();
        }

        return operation;
    }
}
