namespace Ringspun.Tests.Stress.Operations;

/// <summary>A reader that selects among channels, and writers that write or select: every item comes once and in order, whatever is cut.</summary>
internal sealed class Selecting : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        FiberChannel<int>[] channels = [.. Enumerable.Range(0, run.Random.Next(1, 4)).Select(_ => new FiberChannel<int>(run.Random.Next(0, 3)))];
        var counts = new int[channels.Length];
        var writers = new List<FiberHandle>();
        for (int channel = 0; channel < channels.Length; channel++)
        {
            int which = channel;
            counts[which] = run.Random.Next(0, 8);
            writers.Add(run.Fork(run.AnyLoop(), () => Write(run, channels[which], counts[which])));
        }

        await Read(run, channels, counts);
        await StressRun.Join(writers);
    }

    private static async Fiber Read(StressRun run, FiberChannel<int>[] channels, int[] counts)
    {
        var select = new FiberSelect();
        FiberReadCase<int>[] cases = [.. channels.Select(channel => select.Read(channel))];
        var next = new int[channels.Length];
        for (int open = channels.Length; open > 0;)
        {
            int chosen = await Wait(run, select);
            if (chosen == FiberSelect.None)
            {
                continue;
            }

            if (cases[chosen].HasItem)
            {
                StressRun.Check(cases[chosen].Item == next[chosen], $"Item {cases[chosen].Item} came in place of {next[chosen]}.");
                next[chosen]++;
            }
            else
            {
                StressRun.Check(next[chosen] == counts[chosen], $"{counts[chosen]} items were written, {next[chosen]} read.");
                cases[chosen].IsEnabled = false;
                open--;
            }
        }
    }

    private static async Fiber Write(StressRun run, FiberChannel<int> channel, int count)
    {
        var select = new FiberSelect();
        FiberWriteCase<int> write = select.Write(channel);
        for (int item = 0; item < count;)
        {
            bool isWritten;
            if (run.OneIn(2))
            {
                write.Item = item;
                isWritten = await Wait(run, select) == write.Index;
                StressRun.Check(!isWritten || write.IsWritten, "A channel was closed that nobody had closed.");
            }
            else
            {
                using StressCancellation cancel = run.MayCancel();
                isWritten = await run.Waits(channel.Write(item, cancel.Token), cancel.Token);
            }

            item += isWritten ? 1 : 0;
            if (run.OneIn(3))
            {
                await run.Dawdle();
            }
        }

        channel.Close();
    }

    /// <summary>Waits for a time, or for as long as it takes.</summary>
    private static async Fiber<int> Wait(StressRun run, FiberSelect select)
    {
        using StressCancellation cancel = run.MayCancel();
        try
        {
            return run.OneIn(3) ? await select.Wait(run.AnyTime(), cancel.Token) : await select.Wait(cancel.Token);
        }
        catch (OperationCanceledException exception)
        {
            StressRun.CheckCancelled(exception, cancel.Token);
            return FiberSelect.None;
        }
    }
}
