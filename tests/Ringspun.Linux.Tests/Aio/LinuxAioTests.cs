namespace Ringspun.Linux.Tests;

public sealed unsafe class LinuxAioTests
{
    private const int FileLength = 64 * 1024;

    [Fact]
    public void The_kernel_maps_a_ring()
    {
        using AioContext context = new(8);
        AioCompletionRing ring = new(context.Handle);
        Assert.True(ring.IsMapped, "The ring's magic does not match on this kernel");
        AioEvent item = default;
        Assert.Equal(0, ring.Take(&item, 1));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Reads_complete(bool throughRing)
    {
        using TemporaryDirectory directory = new();
        byte[] contents = new byte[FileLength];
        Random.Shared.NextBytes(contents);
        using FileStream file = File.OpenRead(directory.File("data", contents));
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        using AioContext context = new(8);
        using MemoryMap memory = MemoryMap.Anonymous(FileLength);
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();

        var blocks = stackalloc AioControlBlock[2];
        blocks[0] = AioControlBlock.Read(descriptor, memory.Pointer, 4096, 8192, data: 11);
        blocks[1] = AioControlBlock.Read(descriptor, memory.Pointer + 4096, 8192, FileLength - 4096, data: 22);
        blocks[0].SignalOn(counter.Number);
        blocks[1].SignalOn(counter.Number);
        var pointers = stackalloc AioControlBlock*[2] { blocks, blocks + 1 };
        Assert.Equal(2, LinuxAio.Submit(context.Handle, 2, pointers));

        AioEvent[] events = Collect(context, counter, 2, throughRing);
        Assert.Equal(4096, events.Single(e => e.Data == 11).Result);
        AioEvent shortRead = events.Single(e => e.Data == 22);
        Assert.Equal(4096, shortRead.Result);
        Assert.Equal((ulong)(blocks + 1), shortRead.ControlBlock);
        Assert.Equal(contents.AsSpan(8192, 4096), new ReadOnlySpan<byte>(memory.Pointer, 4096));
        Assert.Equal(contents.AsSpan(FileLength - 4096), new ReadOnlySpan<byte>(memory.Pointer + 4096, 4096));
    }

    [Fact]
    public void The_ring_goes_round_many_times()
    {
        using TemporaryDirectory directory = new();
        using FileStream file = File.OpenRead(directory.File("data", new byte[4096]));
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        using AioContext context = new(2);
        using MemoryMap memory = MemoryMap.Anonymous(4096);
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        // The kernel rounds rings up to whole pages: 127 events or more, times the processors.
        for (ulong i = 0; i < 5000; i++)
        {
            AioControlBlock block = AioControlBlock.Read(descriptor, memory.Pointer, 512, 0, i);
            block.SignalOn(counter.Number);
            AioControlBlock* pointer = &block;
            Assert.Equal(1, LinuxAio.Submit(context.Handle, 1, &pointer));
            AioEvent item = Assert.Single(Collect(context, counter, 1, throughRing: true));
            Assert.Equal((i, 512L), (item.Data, item.Result));
        }
    }

    [Fact]
    public void Direct_writes_and_reads_complete()
    {
        using TemporaryDirectory directory = new();
        OpenHow how = new(OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.DIRECT | OpenFlags.CLOEXEC, 0b110_000_000);
        int opened = Files.OpenAt2(Files.CurrentDirectory, directory.Combine("direct"), in how);
        Assert.SkipWhen(opened == -(int)Errno.EINVAL, "The temporary directory's file system has no direct I/O");
        using OwnedDescriptor file = OwnedDescriptor.FromResult(opened, "open");
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        using AioContext context = new(8);
        using ChunkPool pool = new(4096, alignment: 4096);
        Chunk written = pool.Rent();
        Chunk read = pool.Rent();
        written.Span.Fill(7);
        read.Span.Clear();

        Assert.Equal(4096, RunOne(AioControlBlock.Write(file.Number, written.Pointer, 4096, 0, 1)));
        Assert.Equal(4096, RunOne(AioControlBlock.Read(file.Number, read.Pointer, 4096, 0, 2)));
        Assert.Equal(written.Span, read.Span);
        Assert.Equal(-(int)Errno.EINVAL, RunOne(AioControlBlock.Read(file.Number, read.Pointer + 1, 511, 3, 3)));
        written.Release();
        read.Release();

        // Errors come from io_submit or with the completion, as the file system likes.
        long RunOne(AioControlBlock block)
        {
            block.SignalOn(counter.Number);
            AioControlBlock* pointer = &block;
            int submitted = LinuxAio.Submit(context.Handle, 1, &pointer);
            return submitted < 0 ? submitted : Assert.Single(Collect(context, counter, 1, throughRing: true)).Result;
        }
    }

    [Fact]
    public void A_poll_is_cancelled()
    {
        Assert.Equal(0, Descriptors.Pipe2(out int reader, out int writer));
        using OwnedDescriptor read = new(reader);
        using OwnedDescriptor write = new(writer);
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        using AioContext context = new(8);
        AioControlBlock block = new() { Command = AioCommand.POLL, Descriptor = reader, Buffer = 1, Data = 5 };
        block.SignalOn(counter.Number);
        AioControlBlock* pointer = &block;
        int submitted = LinuxAio.Submit(context.Handle, 1, &pointer);
        Assert.SkipWhen(submitted == -(int)Errno.EINVAL, "The kernel has no AIO poll (before Linux 4.19)");
        Assert.Equal(1, submitted);
        Assert.Equal(-(int)Errno.EINPROGRESS, LinuxAio.Cancel(context.Handle, &block));
        Assert.Equal(5ul, Assert.Single(Collect(context, counter, 1, throughRing: true)).Data);
        Assert.Equal(-(int)Errno.EINVAL, LinuxAio.Cancel(context.Handle, &block));
    }

    [Fact]
    public void Errors_follow_the_kernel_convention()
    {
        Assert.Equal(-(int)Errno.EINVAL, LinuxAio.Setup(0, out nint none));
        Assert.Equal(0, none);
        Assert.Equal(-(int)Errno.EINVAL, LinuxAio.Destroy(0));
        using AioContext context = new(8);
        AioControlBlock block = AioControlBlock.Read(-1, null, 1, 0, 0);
        AioControlBlock* pointer = &block;
        Assert.Equal(-(int)Errno.EBADF, LinuxAio.Submit(context.Handle, 1, &pointer));
    }

    [Fact]
    public void An_unknown_ring_is_not_read()
    {
        AioCompletionRing.Header good = new() { Magic = AioCompletionRing.Magic, HeaderLength = 32, Capacity = 127 };
        Assert.True(AioCompletionRing.IsUsable(in good));
        AioCompletionRing.Header other = good with { Magic = 1 };
        Assert.False(AioCompletionRing.IsUsable(in other));
        other = good with { IncompatibleFeatures = 1 };
        Assert.False(AioCompletionRing.IsUsable(in other));
        other = good with { HeaderLength = 64 };
        Assert.False(AioCompletionRing.IsUsable(in other));
    }

    [Fact]
    public void Limits_are_read_and_explained()
    {
        using AioContext context = new(8);
        var limits = AioLimits.Read();
        Assert.True(limits.Maximum > 0);
        Assert.True(limits.InUse > 0);
        Assert.Contains("fs.aio-max-nr", limits.Advise(100), StringComparison.Ordinal);
        Assert.Equal(-1, AioLimits.ReadNumber("/proc/no-such-file"));
    }

    private static AioEvent[] Collect(AioContext context, OwnedDescriptor counter, int count, bool throughRing)
    {
        AioEvent[] events = new AioEvent[count];
        int taken = 0;
        AioCompletionRing ring = new(context.Handle);
        while (taken < count)
        {
            Ready.Wait(counter.Number, EpollEvents.IN);
            Assert.True(EventFd.Drain(counter.Number) > 0);
            fixed (AioEvent* pointer = events)
            {
                int result = throughRing
                    ? ring.Take(events.AsSpan(taken))
                    : LinuxAio.GetEvents(context.Handle, 0, count - taken, pointer + taken);
                Assert.InRange(result, 1, count - taken);
                taken += result;
            }
        }

        return events;
    }
}
