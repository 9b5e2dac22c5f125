namespace Ringspun.Tests.Loops;

/// <summary>Sources of events, on every driver.</summary>
public sealed class EventSourceTests
{
    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_level_is_reported_until_it_is_gone(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        var seen = new List<PollEvents>();
        var source = new TestSource((events, _) =>
        {
            seen.Add(events);
            if (seen.Count == 3)
            {
                Assert.True(descriptor.Clear());
            }

            return false;
        })
        { Descriptor = descriptor.Number };
        using EventSourceHandle handle = world.Loop.AddSource(source);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        Assert.Empty(seen);
        descriptor.Set();
        await World.Busily(() => seen.Count == 3);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(5));
        Assert.Equal([PollEvents.Readable, PollEvents.Readable, PollEvents.Readable], seen);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void An_edge_is_reported_once(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        var source = new TestSource(static (_, _) => false) { Descriptor = descriptor.Number, IsEdgeTriggered = true };
        using EventSourceHandle handle = world.Loop.AddSource(source);
        for (int i = 1; i < 4; i++)
        {
            descriptor.Set();
            await world.Until(() => source.Polls == i);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(2));
            Assert.Equal(i, source.Polls);
        }
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void Whoever_has_more_is_asked_again_and_the_loop_does_not_sleep(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        int left = 1000;
        int largest = 0;
        var source = new TestSource((_, budget) =>
        {
            largest = Math.Max(largest, budget);
            left -= Math.Min(budget, left);
            return left > 0;
        })
        { Descriptor = descriptor.Number, IsEdgeTriggered = true };
        using EventSourceHandle handle = world.Loop.AddSource(source);
        descriptor.Set();
        await world.Until(() => left == 0);
        Assert.InRange(largest, 1, 999);
        Assert.InRange(source.Polls, 1000 / largest, (1000 / largest) + 2);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void No_source_starves_another_or_the_fibers(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        var greedy = new TestSource(static (_, _) => true) { Descriptor = descriptor.Number, IsEdgeTriggered = true };
        var polled = new TestSource(static (_, _) => true);
        var quiet = new TestSource(static (_, _) => false);
        using EventSourceHandle one = world.Loop.AddSource(greedy);
        using EventSourceHandle two = world.Loop.AddSource(polled);
        using EventSourceHandle three = world.Loop.AddSource(quiet);
        descriptor.Set();
        await World.Busily(() => greedy.Polls > 10);
        int greedyBefore = greedy.Polls, polledBefore = polled.Polls, quietBefore = quiet.Polls;
        for (int i = 0; i < 100 * 256; i++)
        {
            // So many make a turn where no other fiber is ready.
            await Fiber.Yield();
        }

        Assert.InRange(greedy.Polls - greedyBefore, 90, 110);
        Assert.InRange(polled.Polls - polledBefore, 90, 110);
        Assert.InRange(quiet.Polls - quietBefore, 90, 110);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_source_that_throws_is_reported_and_removed(string driver) => World.Run(driver, static async world =>
    {
        string mark = Guid.NewGuid().ToString();
        int seen = 0;
        Action<Exception> handler = exception => seen += exception.Message == mark ? 1 : 0;
        EventLoop.UnjoinedFailure += handler;
        using var descriptor = new TestDescriptor(world.Loop);
        var throwing = new TestSource((_, _) => throw new InvalidDataException(mark));
        var watching = new TestSource((_, _) => throw new InvalidDataException(mark)) { Descriptor = descriptor.Number };
        var good = new TestSource(static (_, _) => false) { Descriptor = descriptor.Number };
        using EventSourceHandle one = world.Loop.AddSource(throwing);
        using EventSourceHandle two = world.Loop.AddSource(watching);
        using EventSourceHandle three = world.Loop.AddSource(good);
        descriptor.Set();
        await World.Busily(() => good.Polls > 3);
        EventLoop.UnjoinedFailure -= handler;
        Assert.Equal((1, 1, 2), (throwing.Polls, watching.Polls, seen));
        Assert.Equal((false, false, true), (one.IsActive, two.IsActive, three.IsActive));
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_removed_source_is_not_asked(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        EventSourceHandle? removing = null;
        var self = new TestSource((_, _) =>
        {
            removing!.Dispose();
            return true;
        });
        removing = world.Loop.AddSource(self);
        var level = new TestSource(static (_, _) => false) { Descriptor = descriptor.Number };
        var edge = new TestSource(static (_, _) => false) { Descriptor = descriptor.Number, IsEdgeTriggered = true };
        EventSourceHandle one = world.Loop.AddSource(level);
        EventSourceHandle two = world.Loop.AddSource(edge);
        descriptor.Set();
        await World.Busily(() => level.Polls > 1 && edge.Polls > 0);
        one.Dispose();
        two.Dispose();
        two.Dispose();
        (int, int) before = (level.Polls, edge.Polls);
        descriptor.Set();
        one.Signal();
        await Fiber.Sleep(TimeSpan.FromMilliseconds(2));
        Assert.Equal(before, (level.Polls, edge.Polls));
        Assert.Equal(1, self.Polls);
        Assert.False(one.IsActive);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_source_goes_before_its_descriptor_is_closed(string driver) => World.Run(driver, static async world =>
    {
        using var descriptor = new TestDescriptor(world.Loop);
        var level = new TestSource(static (_, _) => false) { Descriptor = descriptor.Number };
        var edge = new TestSource(static (_, _) => false) { Descriptor = descriptor.Number, IsEdgeTriggered = true };
        EventSourceHandle one = world.Loop.AddSource(level);
        EventSourceHandle two = world.Loop.AddSource(edge);
        await Fiber.Yield();
        world.Loop.EndWaits(descriptor.Number);
        await world.Until(() => !one.IsActive && !two.IsActive);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_bad_descriptor_is_reported(string driver) => World.Run(driver, static async world =>
    {
        int seen = 0;
        Action<Exception> handler = exception => seen += exception is LinuxException { Errno: Errno.EBADF } ? 1 : 0;
        EventLoop.UnjoinedFailure += handler;
        EventSourceHandle handle = world.Loop.AddSource(new TestSource(static (_, _) => false) { Descriptor = 999_998 });
        await world.Until(() => !handle.IsActive);
        EventLoop.UnjoinedFailure -= handler;
        Assert.Equal(1, seen);
    });

    [Theory]
    [MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_signal_from_another_thread_wakes_the_loop(string driver) => World.Run(driver, static async world =>
    {
        int served = 0;
        var source = new TestSource((_, _) =>
        {
            Interlocked.Increment(ref served);
            return false;
        });
        using EventSourceHandle handle = world.Loop.AddSource(source);
        await Task.Run(() =>
        {
            // Nothing else wakes the loop, for its only fiber awaits this.
            for (int i = 0; i < 100; i++)
            {
                int before = Volatile.Read(ref served);
                handle.Signal();
                Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref served) > before, TimeSpan.FromSeconds(10)));
            }
        });
        Assert.True(served >= 100);
    });

    [Fact]
    public void A_polled_source_is_asked_at_its_interval() => LoopThread.RunFiber(static async loop =>
    {
        var source = new TestSource(static (_, _) => false) { Interval = TimeSpan.FromMilliseconds(10) };
        using EventSourceHandle handle = loop.AddSource(source);
        await Fiber.Sleep(TimeSpan.FromSeconds(1));
        Assert.InRange(source.Polls, 99, 150);
    });

    [Fact]
    public void A_source_belongs_to_its_loops_thread() => LoopThread.RunFiber(static loop =>
    {
        EventSourceHandle handle = loop.AddSource(new TestSource(static (_, _) => false));
        LoopThread.RunFiber(other =>
        {
            Assert.Throws<InvalidOperationException>(() => loop.AddSource(handle.Source));
            Assert.Throws<InvalidOperationException>(handle.Dispose);
            Assert.Throws<InvalidOperationException>(() => loop.EndWaits(1));
            return Fiber.Completed;
        });
        Assert.True(handle.IsActive);
        return Fiber.Completed;
    });
}
