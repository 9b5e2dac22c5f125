using System.Text;

namespace Ringspun.Tests.Stress.Operations;

/// <summary>Files that are opened and read while they grow and shrink: every byte that is read belongs to its place.</summary>
internal sealed class ReadingFiles : StressOperation
{
    public override async Fiber Run(StressRun run, int depth)
    {
        string path = $"files/{run.Random.Next(3)}";
        run.Files.WriteFile(path, Contents(run.Random.Next(0, 2000)));
        FiberHandle changing = run.OneIn(2) ? run.Fork(() => Change(run, path)) : default;
        using (StressCancellation cancel = run.MayCancel())
        {
            StressOutcome<FileOpenResult> opened = await run.Try(
                EventLoop.Current!.Driver.Files.OpenBeneathAsync(run.Files.Root, Encoding.UTF8.GetBytes(path), FileOpenOptions.None, cancel.Token),
                cancel.Token);
            StressRun.Check(opened.Ending is StressEnding.Success or StressEnding.Cancelled, $"An open ended with {opened}.");
            if (opened is { IsSuccess: true, Value.File: { } file })
            {
                await Read(run, file);
            }
            else if (opened.IsSuccess)
            {
                Errno error = opened.Value.Error;
                StressRun.Check(
                    (error == Errno.EIO && run.Plan.HasFileFaults) || (error == Errno.EMFILE && run.Plan.DescriptorLimit < int.MaxValue),
                    $"An open ended with {error}.");
            }
        }

        await changing;
    }

    private static async Fiber Read(StressRun run, IFile file)
    {
        var reads = new List<FiberHandle>();
        using (file)
        {
            for (int i = run.Random.Next(1, 4); i > 0; i--)
            {
                reads.Add(run.Fork(() => ReadOnce(run, file)));
            }

            if (run.OneIn(2))
            {
                await reads[0];
            }
        }

        // Closed under the reads that are under way: they end all the same.
        foreach (FiberHandle read in reads)
        {
            await read;
        }
    }

    private static async Fiber ReadOnce(StressRun run, IFile file)
    {
        var buffer = new byte[run.Random.Next(1, 1000)];
        int offset = run.Random.Next(0, 2000);
        using StressCancellation cancel = run.MayCancel();
        StressOutcome<int> read = await run.Try(file.ReadAsync(buffer, offset, cancel.Token), cancel.Token);
        if (read.IsSuccess)
        {
            StressRun.Check(
                buffer.AsSpan(0, read.Value).SequenceEqual(Contents(offset + read.Value).AsSpan(offset)), "A read gave bytes of another place.");
            StressRun.Check(buffer.AsSpan(read.Value).IndexOfAnyExcept((byte)0) < 0, "A read wrote beyond its result.");
        }
        else
        {
            StressRun.Check(
                read.Ending == StressEnding.Cancelled || (read.Error == Errno.EIO && run.Plan.HasFileFaults), $"A read ended with {read}.");
        }
    }

    private static async Fiber Change(StressRun run, string path)
    {
        for (int i = run.Random.Next(1, 5); i > 0; i--)
        {
            await run.Pause(TimeSpan.FromTicks(run.Random.Next(1, 10_000)));
            run.Files.WriteFile(path, Contents(run.Random.Next(0, 2000)));
        }
    }

    /// <summary>Never 0, so that bytes that were not read can be told.</summary>
    private static byte[] Contents(int length)
    {
        var bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = (byte)(1 + (i * 37 % 255));
        }

        return bytes;
    }
}
