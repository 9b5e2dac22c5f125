namespace Ringspun.Tests.Pipes;

public sealed class FifoTests
{
    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_reader_waits_for_its_first_writer(string driver) => World.Run(driver, static async world =>
    {
        string path = Make(world);
        using IPipeReader reader = await Pipe.OpenReaderAsync(path);
        IoOperation<int> first = reader.ReceiveAsync(new byte[10]);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
        Assert.False(first.IsCompleted);
        using (IPipeWriter writer = await Pipe.OpenWriterAsync(path))
        {
            await writer.SendAsync("abc"u8.ToArray());
            Assert.InRange(await first, 1, 3);
        }

        _ = await reader.ReceiveToEnd();
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_lease_waits_for_the_first_writer_too(string driver) => World.Run(driver, static async world =>
    {
        string path = Make(world);
        using IPipeReader reader = await Pipe.OpenReaderAsync(path);
        IoOperation<Chunk> first = reader.LeaseAsync();
        await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
        Assert.False(first.IsCompleted);
        using (IPipeWriter writer = await Pipe.OpenWriterAsync(path))
        {
        }

        using Chunk end = await first;
        Assert.True(end.IsEmpty);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_writer_waits_for_a_reader_while_the_loop_goes_on(string driver) => World.Run(driver, static async world =>
    {
        string path = Make(world);
        FiberHandle writing = world.Loop.Spawn(static path => WriteTo(path), path);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(10));
        Assert.False(writing.IsCompleted);
        using IPipeReader reader = await Pipe.OpenReaderAsync(path);
        Assert.Equal("through a name"u8.ToArray(), await reader.ReceiveToEnd());
        await writing;
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Behind_the_end_of_one_stream_there_may_be_another(string driver) => World.Run(driver, static async world =>
    {
        string path = Make(world);
        using IPipeReader reader = await Pipe.OpenReaderAsync(path);
        for (int i = 0; i < 3; i++)
        {
            using (IPipeWriter writer = await Pipe.OpenWriterAsync(path))
            {
                await writer.SendAsync("again"u8.ToArray());
                Assert.Equal("again"u8.ToArray(), await reader.ReceiveExactly(5));
                IoOperation<int> end = reader.ReceiveAsync(new byte[1]);
                await Fiber.Yield();
                Assert.False(end.IsCompleted);
                writer.Dispose();
                Assert.Equal(0, await end);
            }
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Waiting_for_a_reader_can_be_cancelled(string driver) => World.Run(driver, static async world =>
    {
        string path = Make(world);
        using var cancel = new CancellationTokenSource();
        FiberHandle writing = world.Loop.Spawn(static async at => (await Pipe.OpenWriterAsync(at.path, at.Token)).Dispose(), (path, cancel.Token));
        await Fiber.Sleep(TimeSpan.FromMilliseconds(3));
        cancel.Cancel();
        await Expect.Throws<OperationCanceledException>(async () => await writing);
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void What_is_not_there_is_not_opened(string driver) => World.Run(driver, static async world =>
    {
        string path = Path.Combine(world.DirectoryPath, "missing");
        Assert.Equal(Errno.ENOENT, (await Expect.Throws<LinuxException>(async () => await Pipe.OpenReaderAsync(path))).Errno);
        Assert.Equal(Errno.ENOENT, (await Expect.Throws<LinuxException>(async () => await Pipe.OpenWriterAsync(path))).Errno);
        string fifo = Make(world);
        Assert.Equal(Errno.EEXIST, Assert.Throws<LinuxException>(() => Pipe.CreateFifo(fifo)).Errno);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void What_is_no_FIFO_is_refused(string driver) => World.Run(driver, static async world =>
    {
        string file = world.WriteFile("file", "text"u8);
        Assert.Equal(Errno.EINVAL, (await Expect.Throws<LinuxException>(async () => await Pipe.OpenReaderAsync(file))).Errno);
        Assert.Equal(Errno.EINVAL, (await Expect.Throws<LinuxException>(async () => await Pipe.OpenWriterAsync(file))).Errno);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void A_pipe_of_the_process_is_opened_once_more(string driver) => World.Run(driver, static async world =>
    {
        Assert.Equal(0, Descriptors.Pipe2(out int read, out int write, nonBlocking: false));
        using (var readEnd = new OwnedDescriptor(read))
        using (var writeEnd = new OwnedDescriptor(write))
        {
            IPipes pipes = world.Loop.Driver.Pipes!;
            using IPipeReader reader = pipes.TryOpenReader(read)!;
            using IPipeWriter writer = pipes.TryOpenWriter(write)!;
            byte[] sent = Bytes.Random(200_000, Seeds.Next());
            IoOperation<int> send = writer.SendAsync(sent);
            Assert.Equal(sent, await reader.ReceiveExactly(sent.Length));
            await send;

            // Still open, and still blocking, for those who share it.
            Assert.Equal(1, Descriptors.Write(write, "x"u8));
            var one = new byte[1];
            Assert.Equal(1, Descriptors.Read(read, one));

            IoOperation<int> end = reader.ReceiveAsync(one);
            writer.Dispose();
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            Assert.False(end.IsCompleted);
            writeEnd.Dispose();
            Assert.Equal(0, await end);
            Assert.Null(pipes.TryOpenReader(OpenNull(out OwnedDescriptor other)));
            other.Dispose();
        }
    });

    private static int OpenNull(out OwnedDescriptor descriptor)
    {
        descriptor = OwnedDescriptor.FromResult(Linux.Files.OpenAt2(Linux.Files.CurrentDirectory, "/dev/null", new OpenHow(OpenFlags.RDWR | OpenFlags.CLOEXEC)), "open");
        return descriptor.Number;
    }

    private static string Make(World world)
    {
        string path = Path.Combine(world.DirectoryPath, "fifo");
        Pipe.CreateFifo(path);
        return path;
    }

    private static async Fiber WriteTo(string path)
    {
        using IPipeWriter writer = await Pipe.OpenWriterAsync(path);
        await writer.SendAsync("through a name"u8.ToArray());
    }
}
