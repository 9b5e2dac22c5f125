namespace Ringspun.Tests.CompletionPorts;

/// <summary>Several threads at one port, and several processes.</summary>
public sealed class SharedPortTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void No_event_goes_to_two_threads(DriverKind driver) => Ports.Run(driver, static port =>
    {
        const int Rounds = 300;
        Handle[] counters = [.. Enumerable.Range(0, 40).Select(static _ => Handle.Counter())];
        var received = new int[counters.Max(static counter => counter.Number) + 1];
        Array.ForEach(counters, counter => port.Register(counter.Number, Interest.Read));
        using var arrived = new SemaphoreSlim(0);
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(i => new Thread(() => Serve(port, received, arrived, i + 1)))];
        Array.ForEach(threads, static thread => thread.Start());
        for (int round = 1; round <= Rounds; round++)
        {
            Array.ForEach(counters, static counter => counter.Signal());
            foreach (Handle _ in counters)
            {
                Assert.True(arrived.Wait(Patience), $"Events are missing in round {round}.");
            }

            Assert.All(counters, counter => Assert.Equal(round, Volatile.Read(ref received[counter.Number])));
        }

        port.Dispose();
        Assert.All(threads, static thread => Assert.True(thread.Join(Patience)));
        Assert.Equal(0, arrived.CurrentCount);
        Array.ForEach(counters, static counter => counter.Dispose());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Sockets_with_two_kinds_are_served_by_several_threads_without_loss(DriverKind driver) => Ports.Run(driver, static port =>
    {
        const int Rounds = 200;
        Handle[] sockets = [.. Enumerable.Range(0, 20).Select(static _ => Handle.Socket())];
        var received = new int[sockets.Max(static socket => socket.Number) + 1];
        Array.ForEach(sockets, socket => port.Register(socket.Number, Interest.Read | Interest.Write));
        using var arrived = new SemaphoreSlim(0);
        Thread[] threads = [.. Enumerable.Range(0, 3).Select(i => new Thread(() => Serve(port, received, arrived, i + 1)))];
        Array.ForEach(threads, static thread => thread.Start());
        for (int round = 1; round <= Rounds; round++)
        {
            Array.ForEach(sockets, static socket => socket.Receive());
            foreach (Handle _ in sockets)
            {
                Assert.True(arrived.Wait(Patience), $"Events are missing in round {round}.");
            }

            Assert.All(sockets, socket => Assert.Equal(round, Volatile.Read(ref received[socket.Number])));
            Array.ForEach(sockets, static socket => Handle.Empty(socket.Number));
        }

        port.Dispose();
        Assert.All(threads, static thread => Assert.True(thread.Join(Patience)));
        Array.ForEach(sockets, static socket => socket.Dispose());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Disposing_wakes_all_waiting_threads(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using var waiting = new CountdownEvent(4);
        int disposed = 0;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            waiting.Signal();
            Assert.Throws<ObjectDisposedException>(() => port.Dequeue(new CompletionEvent[1], Timeout.InfiniteTimeSpan));
            Interlocked.Increment(ref disposed);
        }))];
        Array.ForEach(threads, static thread => thread.Start());
        Assert.True(waiting.Wait(Patience));
        port.Dispose();
        Assert.All(threads, static thread => Assert.True(thread.Join(Patience)));
        Assert.Equal(4, disposed);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Registering_while_others_wait_loses_nothing(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using var arrived = new SemaphoreSlim(0);
        var received = new int[1 << 20];
        var waiter = new Thread(() => Serve(port, received, arrived, 2));
        waiter.Start();
        for (int i = 0; i < 300; i++)
        {
            using Handle counter = Handle.Counter();
            port.Register(counter.Number, Interest.Read);
            counter.Signal();
            Assert.True(arrived.Wait(Patience), $"Registration {i} was not heard of.");
            port.Register(counter.Number, Interest.None);
        }

        port.Dispose();
        Assert.True(waiter.Join(Patience));
    });

    [Fact]
    public void A_port_on_epoll_is_dequeued_where_it_was_passed_to_and_outlives_its_maker() => Ports.Run(DriverKind.Epoll, static port =>
    {
        using Handle counter = Handle.Counter();
        using Handle socket = Handle.Socket();
        port.Register(counter.Number, Interest.Read);
        uint registration = port.Register(socket.Number, Interest.Read | Interest.Write);
        using var passed = CompletionPort.FromDescriptor(Passing.ThroughSocket(port.Descriptor));
        counter.Signal();
        CompletionEvent[] events = passed.Wait();
        Assert.Equal([(socket.Number, Interest.Write), (counter.Number, Interest.Read)], events.Pairs());
        Assert.Equal(registration, events[0].Registration);
        Assert.Empty(port.Look());
        Assert.Empty(passed.Look());
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => passed.Register(counter.Number, Interest.Read));
        Assert.Contains("passed on by another process", refusal.Message, StringComparison.Ordinal);
        port.Dispose();
        counter.Signal();
        Assert.Equal([(counter.Number, Interest.Read)], passed.Wait().Pairs());
        Assert.Empty(passed.Look());
    });

    [Fact]
    public void A_port_on_io_uring_can_be_waited_for_elsewhere_and_says_that_it_cannot_be_dequeued() => Ports.Run(DriverKind.IoUring, static port =>
    {
        using Handle counter = Handle.Counter();
        port.Register(counter.Number, Interest.Read);
        using var passed = CompletionPort.FromDescriptor(Passing.ThroughSocket(port.Descriptor));
        Assert.Empty(passed.Look());
        counter.Signal();
        Assert.True(passed.IsReadable());
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => passed.Look());
        Assert.Contains("DriverKind.Epoll", refusal.Message, StringComparison.Ordinal);
        Assert.Single(port.Look());
    });

    [Fact]
    public void What_is_no_port_is_not_taken_for_one()
    {
        using Handle counter = Handle.Counter();
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => CompletionPort.FromDescriptor(counter.Number));
        Assert.Contains("not a completion port's", refusal.Message, StringComparison.Ordinal);
        counter.Signal();
        Assert.Throws<ArgumentException>(() => CompletionPort.FromDescriptor(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => CompletionPort.FromDescriptor(-1));
    }

    /// <summary>Counts the reads that are reported, until the port is disposed of.</summary>
    private static void Serve(CompletionPort port, int[] received, SemaphoreSlim arrived, int most)
    {
        var events = new CompletionEvent[most];
        try
        {
            while (true)
            {
                int count = port.Dequeue(events, Timeout.InfiniteTimeSpan);
                foreach (CompletionEvent happened in events.AsSpan(0, count))
                {
                    if ((happened.Ready & Interest.Read) != 0)
                    {
                        Interlocked.Increment(ref received[happened.Descriptor]);
                        arrived.Release();
                    }
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // The end of the test.
        }
    }
}
