namespace Ringspun.Linux.Tests;

public sealed class EventsTests
{
    [Fact]
    public void Edges_are_reported_once()
    {
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        using EpollEventBuffer events = new(4);
        const ulong data = 0xFEDC_BA98_7654_3210;
        Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.ADD, counter.Number, EpollEvents.IN | EpollEvents.ET, data));
        Assert.Equal(-(int)Errno.EEXIST, Epoll.Control(epoll.Number, EpollOperation.ADD, counter.Number));
        Assert.Equal(0, Epoll.Wait(epoll.Number, events, 0));
        Assert.Equal(0, EventFd.Signal(counter.Number));
        Assert.Equal(1, Epoll.Wait(epoll.Number, events, Epoll.Infinite));
        Assert.Equal(new EpollEvent(EpollEvents.IN, data), events[0]);
        Assert.Equal(0, Epoll.Wait(epoll.Number, events, 0));
        Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.MOD, counter.Number, EpollEvents.IN | EpollEvents.ET, 1));
        Assert.Equal(1, Epoll.Wait(epoll.Number, events, 0));
        Assert.Equal(1ul, events[0].Data);
        Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.DEL, counter.Number));
        Assert.Equal(-(int)Errno.ENOENT, Epoll.Control(epoll.Number, EpollOperation.DEL, counter.Number));
    }

    [Fact]
    public void Many_events_come_with_their_own_data()
    {
        const int count = 8;
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using EpollEventBuffer events = new(count);
        var counters = new List<OwnedDescriptor>();
        for (int i = 0; i < count; i++)
        {
            counters.Add(OwnedDescriptor.FromResult(EventFd.Create(1), "eventfd"));
            Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.ADD, counters[i].Number, EpollEvents.IN, 1000ul + (ulong)i));
        }

        Assert.Equal(count, Epoll.Wait(epoll.Number, events, 0));
        Assert.Equal(Enumerable.Range(1000, count).Select(i => (ulong)i), Enumerable.Range(0, count).Select(i => events[i].Data).Order());
        counters.ForEach(counter => counter.Dispose());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(300_000)]
    [InlineData(2_000_000)]
    public void A_wait_does_not_end_early(long nanoseconds)
    {
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using EpollEventBuffer events = new(1);
        long start = MonotonicClock.Nanoseconds;
        // A signal may end a wait, so it is repeated as a loop would do.
        long left;
        while ((left = start + nanoseconds - MonotonicClock.Nanoseconds) > 0)
        {
            Assert.Equal(0, Epoll.Wait(epoll.Number, events, left));
        }

        Assert.InRange(MonotonicClock.Nanoseconds - start, nanoseconds, Ready.FiveSeconds);
    }

    [Fact]
    public void Waiting_in_milliseconds_works_as_well()
    {
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(1), "eventfd");
        using EpollEventBuffer events = new(1);
        Assert.Contains(Epoll.WaitMilliseconds(epoll.Number, events, events.Capacity, 1), new[] { 0, -(int)Errno.EINTR });
        Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.ADD, counter.Number, EpollEvents.IN, 7));
        Assert.Equal(1, Epoll.WaitMilliseconds(epoll.Number, events, events.Capacity, Ready.FiveSeconds));
        Assert.Equal(new EpollEvent(EpollEvents.IN, 7), events[0]);
    }

    [Theory]
    [InlineData(-1, -1)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(1_000_000, 1)]
    [InlineData(1_000_001, 2)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void Milliseconds_are_rounded_up(long nanoseconds, int milliseconds) =>
        Assert.Equal(milliseconds, Epoll.ToMilliseconds(nanoseconds));

    [Fact]
    public void A_buffer_checks_its_bounds_and_its_life()
    {
        EpollEventBuffer events = new(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => events[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => events[-1]);
        events.Dispose();
        events.Dispose();
        Assert.Throws<ObjectDisposedException>(() => events[0]);
        Assert.Throws<ObjectDisposedException>(() => Epoll.Wait(-1, events, 0));
    }

    [Fact]
    public void Regular_files_are_refused_by_epoll()
    {
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using FileStream file = File.OpenRead(typeof(EventsTests).Assembly.Location);
        int descriptor = (int)file.SafeFileHandle.DangerousGetHandle();
        Assert.Equal(-(int)Errno.EPERM, Epoll.Control(epoll.Number, EpollOperation.ADD, descriptor, EpollEvents.IN));
    }

    [Fact]
    public void Signals_of_an_eventfd_add_up()
    {
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(2), "eventfd");
        Assert.Equal(0, EventFd.Signal(counter.Number));
        Assert.Equal(0, EventFd.Signal(counter.Number));
        Assert.Equal(4, EventFd.Drain(counter.Number));
        Assert.Equal(0, EventFd.Drain(counter.Number));
        Assert.Equal(-(int)Errno.EBADF, EventFd.Drain(-1));
        Assert.Equal(-(int)Errno.EBADF, EventFd.Signal(-1));
    }

    [Fact]
    public unsafe void A_full_eventfd_stays_signalled()
    {
        using OwnedDescriptor counter = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        ulong full = ulong.MaxValue - 1;
        Assert.Equal(8, Descriptors.Write(counter.Number, (byte*)&full, 8));
        Assert.Equal(0, EventFd.Signal(counter.Number));
        Assert.Equal(long.MaxValue, EventFd.Drain(counter.Number));
    }

    [Fact]
    public void A_timer_expires_and_is_disarmed()
    {
        using OwnedDescriptor timer = OwnedDescriptor.FromResult(TimerFd.Create(), "timerfd");
        Assert.Equal(0, TimerFd.Drain(timer.Number));
        long due = MonotonicClock.Nanoseconds + 2_000_000;
        Assert.Equal(0, TimerFd.Arm(timer.Number, due));
        Ready.Wait(timer.Number, EpollEvents.IN);
        Assert.True(MonotonicClock.Nanoseconds >= due, "The clocks are not the same");
        Assert.Equal(1, TimerFd.Drain(timer.Number));

        Assert.Equal(0, TimerFd.Arm(timer.Number, 0));
        Ready.Wait(timer.Number, EpollEvents.IN);
        Assert.Equal(0, TimerFd.Disarm(timer.Number));
        Assert.Equal(0, TimerFd.Drain(timer.Number));
    }

    [Fact]
    public void A_wait_for_some_leaves_the_others_in_their_order()
    {
        using OwnedDescriptor epoll = OwnedDescriptor.FromResult(Epoll.Create(), "epoll");
        using OwnedDescriptor first = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        using OwnedDescriptor second = OwnedDescriptor.FromResult(EventFd.Create(), "eventfd");
        using EpollEventBuffer events = new(4);
        Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.ADD, first.Number, EpollEvents.IN | EpollEvents.ET, 1));
        Assert.Equal(0, Epoll.Control(epoll.Number, EpollOperation.ADD, second.Number, EpollEvents.IN | EpollEvents.ET, 2));
        Assert.Equal(0, EventFd.Signal(second.Number));
        Assert.Equal(0, EventFd.Signal(first.Number));
        Assert.Equal(1, Epoll.Wait(epoll.Number, events, 1, 0));
        Assert.Equal(2ul, events[0].Data);
        Assert.Equal(1, Epoll.Wait(epoll.Number, events, 1, Ready.FiveSeconds));
        Assert.Equal(1ul, events[0].Data);
        Assert.Throws<ArgumentOutOfRangeException>(() => Epoll.Wait(epoll.Number, events, 0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Epoll.Wait(epoll.Number, events, 5, 0));
    }

    [Fact]
    public void The_threads_CPU_clock_counts_its_work()
    {
        long before = ThreadCpuClock.Nanoseconds;
        long begin = MonotonicClock.Nanoseconds;
        long now;
        do
        {
            now = ThreadCpuClock.Nanoseconds;
        }
        while (now - before < 1_000_000);
        Assert.True(MonotonicClock.Nanoseconds - begin >= now - before - 100_000);
    }
}
