namespace Ringspun.Tests.Stress.Operations;

/// <summary>Receives a stream at one end of a connection, into memory or leased, and looks at every byte.</summary>
internal sealed class Receiver(StressRun run, IConnection connection, StressFlow flow)
{
    /// <summary>True: up to the end of the stream. False: it failed, or has had enough.</summary>
    public async Fiber<bool> Run()
    {
        while (!run.OneIn(200))
        {
            bool? goesOn;
            try
            {
                goesOn = await Receive();
            }
            catch (ObjectDisposedException)
            {
                // The sending side has given up.
                return false;
            }

            if (goesOn is not true)
            {
                return goesOn is null;
            }

            if (run.OneIn(10))
            {
                await run.Pause(run.AnyTime());
            }
        }

        return false;
    }

    /// <summary>True: there may be more. Null: the end of the stream. False: an end of another kind.</summary>
    private async Fiber<bool?> Receive()
    {
        using StressCancellation cancel = run.MayCancel();
        bool isScarce = run.Plan.DescriptorLimit < int.MaxValue;
        long deadline = run.OneIn(5) || isScarce ? run.Clock + (run.AnyTime().Ticks * TimeSpan.NanosecondsPerTick) : long.MaxValue;
        connection.ReceiveDeadline = deadline;
        StressOutcome<int> received = run.OneIn(2) ? await ReceiveLeased(cancel.Token) : await ReceiveCopied(cancel.Token);
        switch (received.Ending)
        {
            case StressEnding.Success when received.Value > 0:
                return true;
            case StressEnding.Success:
                flow.HasEnded = true;
                return null;
            case StressEnding.Cancelled:
                // Nothing is lost by it.
                return true;
            case StressEnding.Error when received.Error == Errno.ETIMEDOUT:
                StressRun.Check(run.Clock >= deadline, "A receive timed out before its deadline.");

                // The server cannot accept while all descriptors are its clients': one of them has to give way.
                return !isScarce;
            default:
                StressRun.Check(
                    received.Ending == StressEnding.Disposed || received.Error == Errno.ECONNRESET || (received.Error == Errno.ENOMEM && run.Plan.HasNetworkFaults),
                    $"A receive ended with {received}.");
                return false;
        }
    }

    private async Fiber<StressOutcome<int>> ReceiveCopied(CancellationToken cancel)
    {
        var buffer = new byte[run.Random.Next(1, 1000)];
        StressOutcome<int> received = await run.Try(connection.ReceiveAsync(buffer, cancel), cancel);
        if (received.IsSuccess)
        {
            Take(buffer.AsSpan(0, received.Value));
        }

        StressRun.Check(buffer.AsSpan(received.Value).IndexOfAnyExcept((byte)0) < 0, "A receive wrote beyond its result.");
        return received;
    }

    private async Fiber<StressOutcome<int>> ReceiveLeased(CancellationToken cancel)
    {
        StressOutcome<Chunk> leased = await run.Try(connection.LeaseAsync(cancel), cancel);
        if (leased.IsSuccess)
        {
            Chunk chunk = leased.Value;
            Take(chunk.Span);
            if (run.OneIn(4))
            {
                // What is leased is nobody else's until it is released.
                await run.Pause(run.AnyTime());
                StressRun.Check(flow.Matches(chunk.Span, back: chunk.Length), "A leased chunk has changed.");
            }

            chunk.Release();
        }

        return new StressOutcome<int>(leased.Value.Length, leased.Ending, leased.Error);
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        StressRun.Check(flow.Matches(bytes), $"Other bytes than those that were sent, from {flow.Received} on.");
        flow.Take(bytes.Length);
    }
}
