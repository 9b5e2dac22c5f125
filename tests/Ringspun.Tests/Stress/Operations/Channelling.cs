namespace Ringspun.Tests.Stress.Operations;

/// <summary>Writers and readers of a channel, on any loops: every item comes once, and each writer's in order, whatever is cancelled.</summary>
internal sealed class Channelling : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        FiberChannel<(int Writer, int Item)> channel = run.Random.Next(3) switch
        {
            0 => FiberChannel<(int, int)>.Rendezvous(),
            1 => FiberChannel<(int, int)>.Unbounded(),
            _ => new FiberChannel<(int, int)>(run.Random.Next(1, 5)),
        };
        var counts = new int[run.Random.Next(1, 4)];
        var seen = new HashSet<(int, int)>();
        var writers = new List<FiberHandle>();
        var readers = new List<FiberHandle>();
        for (int writer = 0; writer < counts.Length; writer++)
        {
            int which = writer;
            counts[which] = run.Random.Next(0, 10);
            writers.Add(run.Fork(run.AnyLoop(), () => Write(run, channel, which, counts[which])));
        }

        for (int reader = run.Random.Next(1, 4); reader > 0; reader--)
        {
            readers.Add(run.Fork(run.AnyLoop(), () => Read(run, channel, seen, counts.Length)));
        }

        await StressRun.Join(writers);
        channel.Close();
        await StressRun.Join(readers);
        StressRun.Check(seen.Count == counts.Sum(), $"{counts.Sum()} items were written, {seen.Count} read.");
    }

    private static async Fiber Write(StressRun run, FiberChannel<(int Writer, int Item)> channel, int writer, int count)
    {
        for (int item = 0; item < count;)
        {
            using StressCancellation cancel = run.MayCancel();

            // An item whose write was cancelled has not been written: it is written again.
            item += await run.Waits(channel.Write((writer, item), cancel.Token), cancel.Token) ? 1 : 0;
            if (run.OneIn(3))
            {
                await run.Dawdle();
            }
        }
    }

    private static async Fiber Read(StressRun run, FiberChannel<(int Writer, int Item)> channel, HashSet<(int Writer, int Item)> seen, int writers)
    {
        var last = new int[writers];
        Array.Fill(last, -1);
        while (true)
        {
            using StressCancellation cancel = run.MayCancel();
            try
            {
                (int writer, int item) = await channel.Read(cancel.Token);
                StressRun.Check(seen.Add((writer, item)), "An item was read twice.");
                StressRun.Check(item > last[writer], "A writer's items came in another order.");
                last[writer] = item;
            }
            catch (OperationCanceledException exception)
            {
                StressRun.CheckCancelled(exception, cancel.Token);
            }
            catch (FiberChannelClosedException)
            {
                return;
            }
        }
    }
}
