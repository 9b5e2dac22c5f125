namespace Ringspun.Tests.CompletionPorts;

/// <summary>What a port reports, and when.</summary>
public sealed class CompletionPortTests
{
    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Readiness_that_exists_is_reported_once(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle counter = Handle.Counter();
        counter.Signal();
        uint registration = port.Register(counter.Number, Interest.Read);
        CompletionEvent happened = Assert.Single(port.Wait());
        Assert.Equal((counter.Number, registration, Interest.Read), (happened.Descriptor, happened.Registration, happened.Ready));
        Assert.False(happened.HasError || happened.IsHungUp);
        Assert.Empty(port.Look());
        Assert.Equal(1, port.Count);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void It_is_reported_again_when_it_happens_again(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle counter = Handle.Counter();
        port.Register(counter.Number, Interest.Read);
        Assert.Empty(port.Look());
        for (int i = 0; i < 5; i++)
        {
            // Without being read meanwhile: more has come, and that is news.
            counter.Signal();
            Assert.Equal([(counter.Number, Interest.Read)], port.Wait().Pairs());
            Assert.Empty(port.Look());
        }
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Kinds_that_become_ready_join_the_descriptors_event(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle socket = Handle.Socket();
        port.Register(socket.Number, Interest.Read | Interest.Write);
        socket.Receive();
        Assert.Equal([(socket.Number, Interest.Read | Interest.Write)], port.Wait().Pairs());
        Assert.Empty(port.Look());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void A_kind_that_stays_ready_is_not_reported_with_another(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle socket = Handle.Socket();
        port.Register(socket.Number, Interest.Read | Interest.Write);
        Assert.Equal([(socket.Number, Interest.Write)], port.Wait().Pairs());
        for (int i = 0; i < 5; i++)
        {
            socket.Receive();
            Assert.Equal([(socket.Number, Interest.Read)], port.Wait().Pairs());
            Assert.Empty(port.Look());
        }

        Handle.Fill(socket.Number);
        Assert.True(Handle.Empty(socket.Other) > 0);
        Assert.Equal([(socket.Number, Interest.Write)], port.Wait().Pairs());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Events_come_in_the_order_of_their_beginning(DriverKind driver) => Ports.Run(driver, static port =>
    {
        Handle[] handles = [Handle.Counter(), Handle.Socket(), Handle.Pipe(reads: true), Handle.Socket(), Handle.Counter()];
        foreach (Handle handle in handles)
        {
            port.Register(handle.Number, handle == handles[1] || handle == handles[3] ? Interest.Read | Interest.Write : Interest.Read);
        }

        Assert.Equal([handles[1].Number, handles[3].Number], port.Wait().Select(static happened => happened.Descriptor));
        handles[3].Receive();
        handles[4].Signal();
        handles[2].Receive();
        handles[1].Receive();
        handles[0].Signal();
        handles[4].Signal();
        int[] order = [handles[3].Number, handles[4].Number, handles[2].Number, handles[1].Number, handles[0].Number];
        Assert.Equal(order[..2], port.Look(2).Select(static happened => happened.Descriptor));
        Assert.True(port.IsReadable());
        Assert.Equal(order[2..3], port.Look(1).Select(static happened => happened.Descriptor));
        Assert.Equal(order[3..], port.Look().Select(static happened => happened.Descriptor));
        Assert.Empty(port.Look());
        Array.ForEach(handles, static handle => handle.Dispose());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void An_empty_interest_unregisters(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle counter = Handle.Counter();
        using Handle socket = Handle.Socket();
        port.Register(counter.Number, Interest.Read);
        port.Register(socket.Number, Interest.Read | Interest.Write);
        counter.Signal();
        Assert.Equal(0u, port.Register(counter.Number, Interest.None));
        Assert.Equal(0u, port.Register(socket.Number, Interest.None));
        Assert.Equal(0u, port.Register(socket.Number, Interest.None));
        Assert.Empty(port.Look());
        counter.Signal();
        socket.Receive();
        Assert.Empty(port.Look());
        Assert.Equal(0, port.Count);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void A_change_of_interest_reports_afresh_and_drops_what_is_not_wanted(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle socket = Handle.Socket();
        port.Register(socket.Number, Interest.Read);
        socket.Receive();
        uint second = port.Register(socket.Number, Interest.Write);
        CompletionEvent happened = Assert.Single(port.Wait());
        Assert.Equal((Interest.Write, second), (happened.Ready, happened.Registration));
        uint third = port.Register(socket.Number, Interest.Read | Interest.Write);
        Assert.NotEqual(second, third);
        Assert.Equal([(socket.Number, Interest.Read | Interest.Write)], port.Wait().Pairs());
        port.Register(socket.Number, Interest.Read);
        Assert.Equal([(socket.Number, Interest.Read)], port.Wait().Pairs());
        port.Register(socket.Number, Interest.Read);
        Assert.Equal([(socket.Number, Interest.Read)], port.Wait().Pairs());
        Assert.True(Handle.Empty(socket.Number) > 0);
        port.Register(socket.Number, Interest.Read);
        Assert.Empty(port.Look());
        Assert.Equal(1, port.Count);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Hang_ups_and_errors_mean_every_kind(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle reader = Handle.Pipe(reads: true);
        using Handle writer = Handle.Pipe(reads: false);
        Handle.Fill(writer.Number);
        port.Register(reader.Number, Interest.Read);
        port.Register(writer.Number, Interest.Write);
        Assert.Empty(port.Look());
        reader.CloseOther();
        writer.CloseOther();
        CompletionEvent[] events = port.Look();
        Assert.Equal([(reader.Number, Interest.Read), (writer.Number, Interest.Write)], events.Pairs());
        Assert.True(events[0].IsHungUp);
        Assert.True(events[1].HasError);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Urgent_data_is_exceptional_and_ordinary_data_is_not(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle alone = Handle.Tcp();
        using Handle both = Handle.Tcp();
        port.Register(alone.Number, Interest.Except);
        port.Register(both.Number, Interest.Except | Interest.Read);
        alone.Receive();
        both.Receive();
        Assert.Equal([(both.Number, Interest.Read)], port.Wait().Pairs());
        Assert.Empty(port.Look());
        Assert.Equal(1, Sockets.Send(alone.Other, "!"u8, MessageFlags.OOB));
        Assert.Equal([(alone.Number, Interest.Except)], port.Wait().Pairs());
        Assert.Equal(1, Sockets.Send(both.Other, "!"u8, MessageFlags.OOB));
        Assert.True((Assert.Single(port.Wait()).Ready & Interest.Except) != 0);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void The_port_is_readable_while_it_has_events(DriverKind driver) => Ports.Run(driver, port =>
    {
        using Handle counter = Handle.Counter();
        using Handle socket = Handle.Socket();
        port.Register(counter.Number, Interest.Read);
        Assert.False(port.IsReadable());
        counter.Signal();
        Assert.True(port.IsReadable());
        Assert.Single(port.Look());
        Assert.False(port.IsReadable());

        // What lies in the queue, known already, counts as well.
        counter.Signal();
        port.Register(socket.Number, Interest.Read | Interest.Write);
        Assert.True(port.IsReadable());
        Assert.Single(port.Look(1));
        Assert.True(port.IsReadable());
        using CompletionPort outer = Ports.Create(driver);
        outer.Register(port.Descriptor, Interest.Read);
        Assert.Equal([(port.Descriptor, Interest.Read)], outer.Wait().Pairs());
        Assert.Equal([(socket.Number, Interest.Write)], port.Look().Pairs());
        Assert.False(port.IsReadable());
        counter.Signal();
        Assert.Equal([(port.Descriptor, Interest.Read)], outer.Wait().Pairs());
        outer.Register(port.Descriptor, Interest.None);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Times_are_kept(DriverKind driver) => Ports.Run(driver, static port =>
    {
        var events = new CompletionEvent[4];
        long before = MonotonicClock.Nanoseconds;
        Assert.Equal(0, port.Dequeue(events, TimeSpan.FromMilliseconds(20)));
        Assert.True(MonotonicClock.Nanoseconds - before >= 20_000_000);
        Assert.Equal(0, port.Dequeue(events, TimeSpan.Zero));
        Assert.Equal(0, port.Dequeue([], Timeout.InfiniteTimeSpan));
        Assert.Throws<ArgumentOutOfRangeException>(() => port.Dequeue(events, TimeSpan.FromSeconds(-5)));
        using Handle counter = Handle.Counter();
        port.Register(counter.Number, Interest.Read);
        foreach (TimeSpan longest in new[] { TimeSpan.MaxValue, Timeout.InfiniteTimeSpan })
        {
            var signal = new Thread(counter.Signal);
            signal.Start();
            Assert.Equal(1, port.Dequeue(events, longest));
            signal.Join();
        }
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Dequeueing_allocates_nothing(DriverKind driver) => Ports.Run(driver, static port =>
    {
        Handle[] counters = [.. Enumerable.Range(0, 50).Select(static _ => Handle.Counter())];
        using Handle socket = Handle.Socket();
        port.Register(socket.Number, Interest.Read | Interest.Write);
        Array.ForEach(counters, counter => port.Register(counter.Number, Interest.Read));
        var events = new CompletionEvent[32];
        long allocated = -1;
        long end = MonotonicClock.Nanoseconds + 20_000_000_000;
        while (allocated != 0 && MonotonicClock.Nanoseconds < end)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < 200; round++)
            {
                for (int i = 0; i < counters.Length; i++)
                {
                    _ = EventFd.Signal(counters[i].Number);
                }

                while (port.Dequeue(events, TimeSpan.Zero) > 0)
                {
                }

                _ = port.Dequeue(events, TimeSpan.FromTicks(1));
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
        Array.ForEach(counters, static counter => counter.Dispose());
    });
}
