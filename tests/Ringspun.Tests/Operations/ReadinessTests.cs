namespace Ringspun.Tests.Operations;

/// <summary>Waiting for descriptors of any kind, on every driver.</summary>
public sealed class ReadinessTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_fiber_waits_until_a_descriptor_is_readable(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        int round = 0;
        FiberHandle waiter = world.Loop.Spawn(
            async descriptor =>
            {
                for (; round < 10; round++)
                {
                    Assert.Equal(PollEvents.Readable, await Fiber.WaitUntilReadable(descriptor.Number));
                    Assert.True(descriptor.Clear());
                }
            },
            descriptor);
        for (int i = 0; i < 10; i++)
        {
            await Fiber.Yield();
            Assert.Equal(i, round);
            descriptor.Set();
            await world.Until(() => round > i);
        }

        await waiter;
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void What_is_ready_already_counts(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        descriptor.Set();
        Assert.Equal(PollEvents.Readable, await Fiber.WaitUntilReadable(descriptor.Number));
        Assert.Equal(PollEvents.Readable, await Fiber.WaitUntilReadable(descriptor.Number));
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Many_fibers_wait_for_one_descriptor(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        var waiters = new List<FiberHandle>();
        for (int i = 0; i < 10; i++)
        {
            waiters.Add(world.Loop.Spawn(static async number => await Fiber.WaitUntilReadable(number), descriptor.Number));
        }

        await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        Assert.DoesNotContain(waiters, static waiter => waiter.IsCompleted);
        descriptor.Set();
        foreach (FiberHandle waiter in waiters)
        {
            await waiter;
        }
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_wait_is_cancelled_and_the_descriptor_can_be_waited_for_again(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        IoOperation<PollEvents> other = Fiber.WaitUntilReadable(descriptor.Number);
        for (int i = 0; i < 10; i++)
        {
            using var cancel = new CancellationTokenSource();
            IoOperation<PollEvents> wait = Fiber.WaitUntilReadable(descriptor.Number, cancel.Token);
            await Fiber.Sleep(TimeSpan.FromMicroseconds(100 * i));
            await cancel.CancelAsync();
            await Expect.Canceled(wait);
        }

        using var canceled = new CancellationTokenSource();
        await canceled.CancelAsync();
        await Expect.Canceled(Fiber.WaitUntilReadable(descriptor.Number, canceled.Token));
        Assert.False(other.IsCompleted);
        descriptor.Set();
        await Fiber.WaitUntilReadable(descriptor.Number);
        await other;
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Waits_are_ended_before_their_descriptor_is_closed(string driver) => World.Run(driver, static async world =>
    {
        for (int i = 0; i < 3; i++)
        {
            // The number comes back each time.
            using var descriptor = new TestDescriptor(world.Loop);
            IoOperation<PollEvents> one = Fiber.WaitUntilReadable(descriptor.Number);
            IoOperation<PollEvents> two = Fiber.WaitFor(descriptor.Number, PollEvents.Priority);
            await Fiber.Yield();
            world.Loop.EndWaits(descriptor.Number);
            descriptor.Dispose();
            await Expect.Disposed(one);
            await Expect.Disposed(two);
        }

        world.Loop.EndWaits(12345);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void What_is_no_descriptor_is_an_error(string driver) => World.Run(driver, static async world =>
    {
        await Expect.Fails(Fiber.WaitUntilReadable(999_999), Errno.EBADF);
        await Expect.Fails(Fiber.WaitUntilReadable(999_999), Errno.EBADF);
        Assert.Same(world.Loop, EventLoop.Current);
    });

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void A_pipe_is_awaited_on_both_ends(string driver) => World.Run(driver, static async world =>
    {
        Assert.Equal(0, Descriptors.Pipe2(out int reader, out int writer));
        IoOperation<PollEvents> readable = Fiber.WaitUntilReadable(reader);
        Assert.Equal(PollEvents.Writable, await Fiber.WaitUntilWritable(writer));
        Assert.False(readable.IsCompleted);
        byte[] block = new byte[4096];
        while (Descriptors.Write(writer, block) > 0)
        {
        }

        Assert.Equal(PollEvents.Readable, await readable);
        IoOperation<PollEvents> writable = Fiber.WaitUntilWritable(writer);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        Assert.False(writable.IsCompleted);
        while (Descriptors.Read(reader, block) > 0)
        {
        }

        Assert.Equal(PollEvents.Writable, await writable);
        _ = Descriptors.Close(writer);
        Assert.Equal(PollEvents.HangUp, await Fiber.WaitUntilReadable(reader));
        _ = Descriptors.Close(reader);
        Assert.Same(world.Loop, EventLoop.Current);
    });

    [Theory]
    [InlineData("io_uring")]
    [InlineData("epoll")]
    public void A_regular_file_never_has_to_wait(string driver) => World.Run(driver, static async world =>
    {
        using FileStream file = File.OpenRead(world.WriteFile("file", "text"u8));
        int number = (int)file.SafeFileHandle.DangerousGetHandle();
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(PollEvents.Readable, await Fiber.WaitUntilReadable(number) & PollEvents.Readable);
        }
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_loop_may_end_while_fibers_wait(string driver) => World.Run(driver, static async world =>
    {
        var descriptor = new TestDescriptor(world.Loop);
        world.Loop.SpawnDetached(static async number => await Fiber.WaitUntilReadable(number), descriptor.Number);
        await Fiber.Yield();
    });
}
