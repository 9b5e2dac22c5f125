namespace Ringspun.Tests.Io;

public sealed class FileTests
{
    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_file_is_read_at_any_offset(string driver) => World.Run(driver, static async world =>
    {
        byte[] contents = Bytes.Random(100_000, 1);
        world.WriteFile("file", contents);
        using IFile file = await world.Open("file");
        Assert.Equal(contents.Length, file.Status.Size);
        Assert.True(file.Status.IsRegularFile);
        Assert.False(file.Status.IsDirectory);
        foreach ((int offset, int length) in new[] { (0, 100_000), (0, 1), (1, 4096), (4095, 2), (99_999, 1), (50_000, 50_000) })
        {
            var buffer = new byte[length];
            Assert.Equal(length, await file.ReadAsync(buffer, offset));
            Assert.Equal(contents.AsSpan(offset, length).ToArray(), buffer);
        }

        // Short at the end, nothing beyond it.
        var rest = new byte[1000];
        Assert.Equal(500, await file.ReadAsync(rest, 99_500));
        Assert.Equal(contents.AsSpan(99_500).ToArray(), rest.AsSpan(0, 500).ToArray());
        Assert.Equal(0, await file.ReadAsync(rest, 100_000));
        Assert.Equal(0, await file.ReadAsync(rest, 1L << 40));
        Assert.Equal(0, await file.ReadAsync(Memory<byte>.Empty, 0));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void The_status_follows_the_file(string driver) => World.Run(driver, static async world =>
    {
        string path = world.WriteFile("file", new byte[10]);
        using IFile file = await world.Open("file");
        File.AppendAllText(path, "12345");
        var time = new DateTime(2020, 2, 3, 4, 5, 6, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(path, time);
        FileStatus status = await file.GetStatusAsync();
        Assert.Equal(15, status.Size);
        Assert.Equal((time - DateTime.UnixEpoch).Ticks * 100, status.ModifiedNanoseconds);
        Assert.Equal(file.Status.Inode, status.Inode);
        Assert.Equal(10, file.Status.Size);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_file_below_several_directories_is_found(string driver) => World.Run(driver, static async world =>
    {
        world.WriteFile("a/b/c.txt", "deep"u8);
        using IFile file = await world.Open("a/./b/../b/c.txt");
        var buffer = new byte[10];
        Assert.Equal(4, await file.ReadAsync(buffer, 0));
        Assert.Equal(Errno.ENOTDIR, await world.OpenError("a/b/c.txt/d"));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void What_is_not_there_is_an_error_not_an_exception(string driver) => World.Run(driver, static async world =>
    {
        Assert.Equal(Errno.ENOENT, await world.OpenError("missing"));
        Assert.Equal(Errno.ENOENT, await world.OpenError("missing/file"));
        Assert.Equal(Errno.EINVAL, await world.OpenError("with\0null"));
        Assert.Equal(Errno.ENAMETOOLONG, await world.OpenError(new string('x', 300)));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_directory_says_so_and_cannot_be_read(string driver) => World.Run(driver, static async world =>
    {
        Directory.CreateDirectory(Path.Combine(world.DirectoryPath, "directory"));
        using IFile directory = await world.Open("directory");
        Assert.True(directory.Status.IsDirectory);
        Assert.False(directory.Status.IsRegularFile);
        await Expect.Fails(directory.ReadAsync(new byte[10], 0), Errno.EISDIR);
        using IFile root = await world.Open(".");
        using IFile same = await world.Open(string.Empty);
        Assert.True(root.Status.IsDirectory);
        Assert.Equal(root.Status.Inode, same.Status.Inode);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void No_path_and_no_link_leaves_the_directory(string driver) => World.Run(driver, static async world =>
    {
        string outside = Directory.CreateTempSubdirectory("ringspun-outside-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(outside, "secret"), "secret");
            File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "absolute"), Path.Combine(outside, "secret"));
            File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "relative"), Path.Combine("..", Path.GetFileName(outside), "secret"));
            Directory.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "directory"), outside);
            world.WriteFile("inside", "inside"u8);
            File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "fine"), "inside");
            File.CreateSymbolicLink(Path.Combine(world.DirectoryPath, "loop"), "loop");

            Assert.Equal(Errno.EXDEV, await world.OpenError("absolute"));
            Assert.Equal(Errno.EXDEV, await world.OpenError("relative"));
            Assert.Equal(Errno.EXDEV, await world.OpenError("directory/secret"));
            Assert.Equal(Errno.EXDEV, await world.OpenError("../" + Path.GetFileName(outside) + "/secret"));
            Assert.Equal(Errno.EXDEV, await world.OpenError(".."));
            Assert.Equal(Errno.ELOOP, await world.OpenError("loop"));
            using IFile fine = await world.Open("fine");
            Assert.Equal(6, fine.Status.Size);
        }
        finally
        {
            Directory.Delete(outside, recursive: true);
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_file_that_is_truncated_while_it_is_read_ends_early(string driver) => World.Run(driver, static async world =>
    {
        string path = world.WriteFile("file", new byte[100_000]);
        using IFile file = await world.Open("file");
        Assert.Equal(4096, await file.ReadAsync(new byte[4096], 0));
        using (FileStream stream = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(5000);
        }

        Assert.Equal(904, await file.ReadAsync(new byte[4096], 4096));
        Assert.Equal(0, await file.ReadAsync(new byte[4096], 8192));
        Assert.Equal(5000, (await file.GetStatusAsync()).Size);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_file_that_was_unlinked_can_still_be_read(string driver) => World.Run(driver, static async world =>
    {
        string path = world.WriteFile("file", "contents"u8);
        using IFile file = await world.Open("file");
        File.Delete(path);
        Assert.Equal(8, await file.ReadAsync(new byte[100], 0));
        Assert.Equal(Errno.ENOENT, await world.OpenError("file"));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Several_reads_of_one_file_go_on_at_once(string driver) => World.Run(driver, static async world =>
    {
        byte[] contents = Bytes.Random(1_000_000, 2);
        world.WriteFile("file", contents);
        using IFile file = await world.Open("file");
        var reads = new List<FiberHandle>();
        var random = new Random(3);
        for (int i = 0; i < 100; i++)
        {
            int offset = random.Next(contents.Length);
            int length = random.Next(1, Math.Min(100_000, contents.Length - offset + 1));
            reads.Add(world.Loop.Spawn(
                static async x =>
                {
                    var buffer = new byte[x.length];
                    Assert.Equal(x.length, await x.file.ReadAsync(buffer, x.offset));
                    Assert.True(x.contents.AsSpan(x.offset, x.length).SequenceEqual(buffer));
                },
                (file, contents, offset, length)));
        }

        foreach (FiberHandle read in reads)
        {
            await read;
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_direct_file_is_read_into_aligned_chunks(string driver) => World.Run(driver, static async world =>
    {
        byte[] contents = Bytes.Random(50_000, 4);
        world.WriteFile("file", contents);
        using IFile file = await world.Open("file", FileOpenOptions.Direct);
        using var pool = new ChunkPool(16_384, alignment: 4096);
        using var read = new MemoryStream();
        int count;
        do
        {
            using Chunk chunk = pool.Rent();
            count = await file.ReadAsync(chunk.Memory, read.Length);
            read.Write(chunk.Span[..count]);
        }
        while (count == 16_384);

        Assert.Equal(contents, read.ToArray());
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_file_may_be_closed_while_it_is_read(string driver) => World.Run(driver, static async world =>
    {
        world.WriteFile("file", new byte[10_000]);
        IFile file = await world.Open("file");
        IoOperation<int> read = file.ReadAsync(new byte[10_000], 0);
        file.Dispose();
        file.Dispose();
        Assert.Equal(10_000, await read);
        Assert.Throws<ObjectDisposedException>(() => file.ReadAsync(new byte[1], 0));
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Status_alone_needs_no_reading(string driver) => World.Run(driver, static async world =>
    {
        world.WriteFile("file", "12345"u8);
        using IFile file = await world.Open("file", FileOpenOptions.StatusOnly);
        Assert.Equal(5, file.Status.Size);
        Assert.Equal(5, (await file.GetStatusAsync()).Size);
        await Expect.Fails(file.ReadAsync(new byte[10], 0), Errno.EBADF);
    });
}
