using System.Diagnostics;

namespace Ringspun.Tests.EpollAio;

public class FileTests
{
    public static TheoryData<FileOpenOptions> ReadModes => [FileOpenOptions.None, FileOpenOptions.Direct];

    [Theory, MemberData(nameof(ReadModes))]
    public void Reads_are_whole_and_short_at_the_end_only(FileOpenOptions options) => EpollTestWorld.Run(async world =>
    {
        byte[] bytes = Bytes.Random((1 << 20) + 1234, 7);
        world.WriteFile("file", bytes);
        using IFile file = await world.Open("file", options);
        Assert.Equal(bytes.Length, file.Status.Size);
        using Chunk chunk = NativeChunk.Allocate(2 << 20, 4096);
        Assert.Equal(bytes.Length, await file.ReadAsync(chunk.Memory, 0));
        Assert.True(bytes.AsSpan().SequenceEqual(chunk.Span[..bytes.Length]));
        Assert.Equal(1234, await file.ReadAsync(chunk.Memory, 1 << 20));
        Assert.Equal(0, await file.ReadAsync(chunk.Memory, 2 << 20));
        Assert.Equal(4096, await file.ReadAsync(chunk.Memory[..4096], 8192));
        Assert.True(bytes.AsSpan(8192, 4096).SequenceEqual(chunk.Span[..4096]));
    });

    [Fact]
    public void More_direct_reads_than_the_context_holds_all_complete() => EpollTestWorld.Run(
        async world =>
        {
            const int Blocks = 2000;
            byte[] bytes = Bytes.Random(Blocks * 4096, 3);
            world.WriteFile("file", bytes);
            using IFile file = await world.Open("file", FileOpenOptions.Direct);
            var reads = new List<FiberHandle>();
            for (int i = 0; i < Blocks; i++)
            {
                reads.Add(world.Loop.Spawn(
                    static async s =>
                    {
                        using Chunk chunk = NativeChunk.Allocate(4096, 4096);
                        Assert.Equal(4096, await s.file.ReadAsync(chunk.Memory, s.i * 4096L));
                        Assert.True(s.bytes.AsSpan(s.i * 4096, 4096).SequenceEqual(chunk.Span));
                    },
                    (file, bytes, i)));
            }

            foreach (FiberHandle read in reads)
            {
                await read;
            }
        },
        new EpollAioOptions { AioRequests = 16, AioCompletionsPerTurn = 4 });

    [Fact]
    public void Opening_tells_errors_and_never_leaves_the_directory() => EpollTestWorld.Run(async world =>
    {
        world.WriteFile("file", "x"u8);
        File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "out"), "/etc/passwd");
        Assert.Equal(Errno.ENOENT, await Error("missing"));
        Assert.Equal(Errno.ENOENT, await Error("missing"));
        Assert.Equal(Errno.ENOTDIR, await Error("file/below"));
        Assert.Equal(Errno.EXDEV, await Error("../" + Path.GetFileName(world.DirectoryPath) + "/file"));
        Assert.Equal(Errno.EXDEV, await Error("/etc/passwd"));
        Assert.Equal(Errno.EXDEV, await Error("out"));
        Assert.Equal(Errno.EINVAL, await Error("file\0"));
        Assert.Equal(Errno.ENAMETOOLONG, await Error(new string('a', 5000)));
        using IFile status = await world.Open("file", FileOpenOptions.StatusOnly);
        Assert.True(status.Status is { IsRegularFile: true, Size: 1 });
        Assert.Equal(status.Status, await status.GetStatusAsync());
        using IFile root = await world.Open("");
        Assert.True(root.Status.IsDirectory);

        async Fiber<Errno> Error(string path) =>
            (await world.Driver.Files.OpenBeneathAsync(world.Root, System.Text.Encoding.UTF8.GetBytes(path))).Error;
    });

    [Fact]
    public void A_fifo_blocks_neither_its_opening_nor_a_read() => EpollTestWorld.Run(async world =>
    {
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(world.DirectoryPath, "fifo")))
        {
            mkfifo.WaitForExit();
        }

        using IFile file = await world.Open("fifo");
        Assert.False(file.Status.IsRegularFile);
        await Expect.Fails(file.ReadAsync(new byte[10], 0), Errno.ESPIPE);
    });

    [Theory, MemberData(nameof(ReadModes))]
    public void A_cancelled_read_ends_once_and_a_disposed_file_serves_its_last_read(FileOpenOptions options) => EpollTestWorld.Run(async world =>
    {
        world.WriteFile("file", Bytes.Random(1 << 20, 3));
        IFile file = await world.Open("file", options);
        using Chunk chunk = NativeChunk.Allocate(1 << 20, 4096);
        using var cancel = new CancellationTokenSource();
        IoOperation<int> first = file.ReadAsync(chunk.Memory, 0, cancel.Token);
        cancel.Cancel();
        try
        {
            Assert.Equal(1 << 20, await first);
        }
        catch (OperationCanceledException)
        {
            // Either is right: it depends on who was faster.
        }

        IoOperation<int> last = file.ReadAsync(chunk.Memory, 0);
        file.Dispose();
        Assert.Equal(1 << 20, await last);
        Assert.Throws<ObjectDisposedException>(() => { _ = file.ReadAsync(chunk.Memory, 0, TestContext.Current.CancellationToken); });
    });

    [Fact]
    public void A_driver_that_ends_waits_for_reads_under_way() => LoopThread.Run(() =>
    {
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, Bytes.Random(1 << 20, 3));
        using (var root = DirectoryHandle.Open(Path.GetDirectoryName(path)!))
        using (var loop = new EventLoop(EpollAioDriver.Create()))
        {
            byte[] name = System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(path));
            foreach (FileOpenOptions options in (FileOpenOptions[])[FileOpenOptions.None, FileOpenOptions.Direct])
            {
                loop.SpawnDetached(
                    static async s =>
                    {
                        FileOpenResult opened = await s.loop.Driver.Files.OpenBeneathAsync(s.root, s.name, s.options);
                        using Chunk chunk = NativeChunk.Allocate(1 << 20, 4096);
                        while (true)
                        {
                            await opened.File!.ReadAsync(chunk.Memory, 0);
                        }
                    },
                    (loop, root, name, options));
            }

            for (int i = 0; i < 20; i++)
            {
                loop.RunOnce(TimeSpan.FromMilliseconds(1));
            }
        }

        File.Delete(path);
    });
}
