namespace Ringspun.Tests.Simulation;

public sealed class SimulatedFilesTests
{
    [Fact]
    public void Operations_take_virtual_time_within_the_bounds() => Run(
        new SimulatedDriverOptions { FileLatency = LatencyDistribution.Uniform(TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(5)) },
        static async (loop, root) =>
        {
            for (int i = 0; i < 50; i++)
            {
                long begin = loop.ReadClock();
                using IFile file = await Open(loop, root);
                Assert.InRange(loop.ReadClock() - begin, 3_000_000, 5_000_000);
            }
        });

    [Fact]
    public void Faults_are_injected_where_they_are_asked_for()
    {
        var calls = new List<SimulatedFileCall>();
        Run(
            new SimulatedDriverOptions
            {
                FileFaults = call =>
                {
                    calls.Add(call);
                    return call switch
                    {
                        { Kind: SimulatedFileCallKind.Read, Offset: 0 } => new SimulatedFileFault { EndsAfter = 3 },
                        { Kind: SimulatedFileCallKind.Read, Offset: 1 } => new SimulatedFileFault { Error = Errno.EIO },
                        { Kind: SimulatedFileCallKind.Read, Offset: 2 } => new SimulatedFileFault { Delay = TimeSpan.FromHours(1) },
                        { Kind: SimulatedFileCallKind.Status } => new SimulatedFileFault { Error = Errno.ESTALE },
                        { Kind: SimulatedFileCallKind.Open, Path: "secret" } => new SimulatedFileFault { Error = Errno.EACCES },
                        _ => default,
                    };
                },
            },
            static async (loop, root) =>
            {
                using IFile file = await Open(loop, root);
                var buffer = new byte[10];
                Assert.Equal(3, await file.ReadAsync(buffer, 0));
                await Expect.Fails(file.ReadAsync(buffer, 1), Errno.EIO);
                long begin = loop.ReadClock();
                Assert.Equal(8, await file.ReadAsync(buffer, 2));
                Assert.InRange(loop.ReadClock() - begin, 3_600_000_000_000, 3_601_000_000_000);
                await Expect.Fails(file.GetStatusAsync(), Errno.ESTALE);
                FileOpenResult secret = await loop.Driver.Files.OpenBeneathAsync(root, "secret"u8.ToArray());
                Assert.Equal(Errno.EACCES, secret.Error);
            });
        Assert.Equal(new SimulatedFileCall(SimulatedFileCallKind.Open, "file", 0, 0) { Number = 1 }, calls[0] with { Chance = 0 });
        Assert.Equal(new SimulatedFileCall(SimulatedFileCallKind.Read, "file", 0, 10) { Number = 1 }, calls[1] with { Chance = 0 });
    }

    [Fact]
    public void Direct_reads_must_be_aligned() => Run(null, static async (loop, root) =>
    {
        FileOpenResult result = await loop.Driver.Files.OpenBeneathAsync(root, "file"u8.ToArray(), FileOpenOptions.Direct);
        using IFile file = result.File!;
        using var pool = new ChunkPool(8192, alignment: 4096);
        using Chunk chunk = pool.Rent();
        Assert.Equal(10, await file.ReadAsync(chunk.Memory, 0));
        await Expect.Fails(file.ReadAsync(chunk.Memory, 1), Errno.EINVAL);
        await Expect.Fails(file.ReadAsync(chunk.Memory[..100], 0), Errno.EINVAL);
        await Expect.Fails(file.ReadAsync(chunk.Memory.Slice(1, 4096), 0), Errno.EINVAL);
    });

    private static async Fiber<IFile> Open(EventLoop loop, DirectoryHandle root)
    {
        FileOpenResult result = await loop.Driver.Files.OpenBeneathAsync(root, "file"u8.ToArray());
        return result.File!;
    }

    private static void Run(SimulatedDriverOptions? options, Func<EventLoop, DirectoryHandle, Fiber> body) => LoopThread.Run(() =>
    {
        string path = Directory.CreateTempSubdirectory("ringspun-test-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(path, "file"), "0123456789");
            using DirectoryHandle root = DirectoryHandle.Open(path);
            using var loop = new EventLoop(new SimulatedDriver(Seeds.Next(), options));
            loop.RunUntil(() => body(loop, root));
        }
        finally
        {
            Directory.Delete(path, recursive: true);
        }
    });
}
