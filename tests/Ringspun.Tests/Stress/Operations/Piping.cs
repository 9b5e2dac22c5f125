namespace Ringspun.Tests.Stress.Operations;

/// <summary>A pipe between two fibers of a loop: every byte comes once and in order, and the end of the stream after the last.</summary>
internal sealed class Piping : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        PipePair pipe;
        try
        {
            pipe = Pipe.Create(new PipeOptions { Capacity = run.OneIn(2) ? 4096 : 0 });
        }
        catch (LinuxException exception)
        {
            StressRun.Check(exception.Errno == Errno.EMFILE && run.Plan.DescriptorLimit < int.MaxValue, $"A pipe was refused with {exception.Errno}.");
            return;
        }

        // Not one of the network's flows: it has no port.
        var flow = new StressFlow(run.Random.Next(), isUp: true);
        bool readerStays = !run.OneIn(4);
        FiberHandle writer = run.Fork(() => Write(run, pipe.Writer, flow, readerStays));
        await Read(run, pipe.Reader, flow, readerStays ? int.MaxValue : run.Random.Next(0, 5));
        await writer;
        StressRun.Check(flow.Sent <= flow.Begun && flow.Received <= flow.Begun, "More was received than sent.");
        StressRun.Check(!flow.HasEnded || flow.Received >= flow.Sent, "The stream ended before all that was sent had come.");
    }

    private static async Fiber Write(StressRun run, IPipeWriter writer, StressFlow flow, bool readerStays)
    {
        using (writer)
        {
            for (int i = run.Random.Next(0, 6); i > 0; i--)
            {
                var bytes = new byte[run.Random.Next(1, 6000)];
                flow.Fill(bytes);
                using StressCancellation cancel = run.MayCancel();
                StressOutcome<int> sent = await run.Try(writer.SendAsync(bytes, cancel.Token), cancel.Token);
                if (!sent.IsSuccess)
                {
                    // How much of it has gone is unknown.
                    StressRun.Check(
                        sent.Ending == StressEnding.Cancelled || (sent.Error == Errno.EPIPE && !readerStays), $"A send into a pipe ended with {sent}.");
                    return;
                }

                flow.Sent += sent.Value;
                await run.Dawdle();
            }
        }
    }

    private static async Fiber Read(StressRun run, IPipeReader reader, StressFlow flow, int times)
    {
        using (reader)
        {
            for (; times > 0; times--)
            {
                using StressCancellation cancel = run.MayCancel();
                if (!(run.OneIn(2) ? await Receive(run, reader, flow, cancel.Token) : await Lease(run, reader, flow, cancel.Token)))
                {
                    flow.HasEnded = true;
                    return;
                }
            }
        }
    }

    /// <returns>False: the stream has ended.</returns>
    private static async Fiber<bool> Receive(StressRun run, IPipeReader reader, StressFlow flow, CancellationToken cancel)
    {
        var buffer = new byte[run.Random.Next(1, 3000)];
        StressOutcome<int> received = await run.Try(reader.ReceiveAsync(buffer, cancel), cancel);
        return !received.IsSuccess ? WasCancelled(received) : Take(flow, buffer.AsSpan(0, received.Value));
    }

    private static async Fiber<bool> Lease(StressRun run, IPipeReader reader, StressFlow flow, CancellationToken cancel)
    {
        StressOutcome<Chunk> leased = await run.Try(reader.LeaseAsync(cancel), cancel);
        if (!leased.IsSuccess)
        {
            return WasCancelled(leased);
        }

        using Chunk chunk = leased.Value;
        return Take(flow, chunk.Span);
    }

    private static bool Take(StressFlow flow, ReadOnlySpan<byte> bytes)
    {
        StressRun.Check(flow.Matches(bytes), "Other bytes came out of a pipe than went in.");
        flow.Take(bytes.Length);
        return bytes.Length > 0;
    }

    private static bool WasCancelled<TResult>(StressOutcome<TResult> outcome)
    {
        StressRun.Check(outcome.Ending == StressEnding.Cancelled, $"A receive from a pipe ended with {outcome}.");
        return true;
    }
}
