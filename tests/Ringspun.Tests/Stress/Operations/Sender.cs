namespace Ringspun.Tests.Stress.Operations;

/// <summary>Sends a stream from one end of a connection: from memory, from a chunk or from several.</summary>
internal sealed class Sender(StressRun run, IConnection connection, StressFlow flow)
{
    public async Fiber Run()
    {
        for (int i = run.Random.Next(0, 6); i > 0; i--)
        {
            if (!await SendPart())
            {
                // How much of the part has been sent is unknown, so the stream cannot go on.
                connection.Abort();
                return;
            }

            if (run.OneIn(4))
            {
                await run.Pause(run.AnyTime());
            }
        }

        try
        {
            connection.ShutdownSend();
            flow.WasEnded = true;
        }
        catch (ObjectDisposedException)
        {
            // The receiving side has had enough.
        }
    }

    private async Fiber<bool> SendPart()
    {
        using StressCancellation cancel = run.MayCancel();
        TimeSpan stall = run.OneIn(5) ? TimeSpan.FromMilliseconds(run.Random.Next(1, 1000)) : Timeout.InfiniteTimeSpan;
        long begin = run.Clock;
        Chunk[] chunks = [];
        int length;
        StressOutcome<int> sent;
        try
        {
            connection.SendStallTimeout = stall;
            IoOperation<int> send;
            switch (run.Random.Next(3))
            {
                case 0:
                    var bytes = new byte[run.Random.Next(1, 1500)];
                    flow.Fill(bytes);
                    length = bytes.Length;
                    send = connection.SendAsync(bytes, cancel.Token);
                    break;
                case 1:
                    Chunk chunk = Rent(out length);
                    send = Send(chunk, cancel.Token);
                    break;
                default:
                    chunks = new Chunk[run.Random.Next(1, 5)];
                    length = 0;
                    for (int i = 0; i < chunks.Length; i++)
                    {
                        chunks[i] = Rent(out int part);
                        length += part;
                    }

                    send = connection.SendAsync(chunks, cancel.Token);
                    break;
            }

            sent = await run.Try(send, cancel.Token);
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            foreach (Chunk chunk in chunks)
            {
                chunk.Release();
            }
        }

        if (sent.IsSuccess)
        {
            StressRun.Check(sent.Value == length, $"A send of {length} bytes sent {sent.Value}.");
            flow.Sent += length;
            return true;
        }

        bool isPlausible = sent.Ending != StressEnding.Error || sent.Error switch
        {
            Errno.ECONNRESET => true,
            Errno.ENOMEM => run.Plan.HasNetworkFaults,
            Errno.ETIMEDOUT => stall != Timeout.InfiniteTimeSpan && run.Clock - begin >= stall.Ticks * TimeSpan.NanosecondsPerTick,
            _ => false,
        };
        StressRun.Check(isPlausible, $"A send ended with {sent}.");
        return false;
    }

    /// <summary>The send holds a reference of its own: ours may go at once.</summary>
    private IoOperation<int> Send(Chunk chunk, CancellationToken cancel)
    {
        try
        {
            return connection.SendAsync(chunk, cancel);
        }
        finally
        {
            chunk.Release();
        }
    }

    private Chunk Rent(out int length)
    {
        Chunk chunk = run.Chunks.Rent();
        length = run.Random.Next(1, chunk.Length + 1);
        flow.Fill(chunk.Span[..length]);
        return chunk.Slice(0, length);
    }
}
