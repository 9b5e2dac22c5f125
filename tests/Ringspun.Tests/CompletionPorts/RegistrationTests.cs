namespace Ringspun.Tests.CompletionPorts;

/// <summary>Which descriptors a port takes, and what becomes of them.</summary>
public sealed class RegistrationTests
{
    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void A_descriptor_belongs_to_one_port(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle counter = Handle.Counter();
        using CompletionPort other = CompletionPort.Create();
        port.Register(counter.Number, Interest.Read);
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => other.Register(counter.Number, Interest.Read));
        Assert.Contains($"Descriptor {counter.Number} is registered with another completion port", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => other.Register(counter.Number, Interest.None));
        counter.Signal();
        Assert.Single(port.Wait());
        port.Register(counter.Number, Interest.None);
        other.Register(counter.Number, Interest.Read);
        Assert.Single(other.Wait());
        Assert.Throws<InvalidOperationException>(() => port.Register(counter.Number, Interest.Read));
        other.Dispose();
        port.Register(counter.Number, Interest.Read);
        Assert.Single(port.Wait());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void What_cannot_be_polled_is_refused_by_name(DriverKind driver) => Ports.Run(driver, static port =>
    {
        string path = Path.GetTempFileName();
        using (FileStream file = File.OpenRead(path))
        {
            int number = (int)file.SafeFileHandle.DangerousGetHandle();
            LinuxException refusal = Assert.Throws<LinuxException>(() => port.Register(number, Interest.Read | Interest.Write));
            Assert.Equal(Errno.EPERM, refusal.Errno);
            Assert.Contains("regular file", refusal.Message, StringComparison.Ordinal);

            // Nobody's, then.
            using CompletionPort other = CompletionPort.Create();
            Assert.Equal(Errno.EPERM, Assert.Throws<LinuxException>(() => other.Register(number, Interest.Read)).Errno);
        }

        File.Delete(path);
        Assert.Equal(Errno.EBADF, Assert.Throws<LinuxException>(() => port.Register(int.MaxValue, Interest.Read)).Errno);
        Assert.Throws<ArgumentOutOfRangeException>(() => port.Register(-1, Interest.Read));
        Assert.Throws<ArgumentOutOfRangeException>(() => port.Register(0, (Interest)8));
        Assert.Throws<ArgumentException>(() => port.Register(port.Descriptor, Interest.Read));
        Assert.Equal(0, port.Count);
        Assert.Empty(port.Look());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void Ports_in_a_circle_are_refused(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using CompletionPort other = CompletionPort.Create();
        other.Register(port.Descriptor, Interest.Read);
        Assert.Equal(Errno.ELOOP, Assert.Throws<LinuxException>(() => port.Register(other.Descriptor, Interest.Read)).Errno);
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void A_number_that_comes_back_gets_no_old_events(DriverKind driver) => Ports.Run(driver, static port =>
    {
        for (int i = 0; i < 100; i++)
        {
            Handle old = Handle.Counter();
            port.Register(old.Number, Interest.Read);
            old.Signal();
            port.Register(old.Number, Interest.None);
            int number = old.Number;
            using Handle next = Handle.Counter();
            Assert.Equal(number, Descriptors.DupTo(next.Number, number));
            uint registration = port.Register(number, Interest.Read);
            Assert.Empty(port.Look());
            Assert.Equal(0, EventFd.Signal(number));
            Assert.Equal(registration, Assert.Single(port.Wait()).Registration);
            port.Register(number, Interest.None);
            old.Dispose();
        }
    });

    [Fact]
    public void On_epoll_a_number_that_was_closed_while_registered_can_be_registered_again_anywhere() => Ports.Run(DriverKind.Epoll, static port =>
    {
        using CompletionPort other = CompletionPort.Create();
        using Handle first = Handle.Counter();
        using Handle second = Handle.Counter();
        using Handle third = Handle.Counter();
        uint former = port.Register(first.Number, Interest.Read);
        first.Signal();
        Assert.Equal(first.Number, Descriptors.DupTo(second.Number, first.Number));
        Assert.Empty(port.Look());
        uint registration = port.Register(first.Number, Interest.Read);
        Assert.NotEqual(former, registration);
        second.Signal();
        Assert.Equal(registration, Assert.Single(port.Wait()).Registration);
        Assert.Equal(first.Number, Descriptors.DupTo(third.Number, first.Number));
        other.Register(first.Number, Interest.Read);
        third.Signal();
        Assert.Single(other.Wait());
        Assert.Empty(port.Look());
    });

    [Fact]
    public void On_epoll_an_open_file_that_outlives_its_number_reaches_nobody() => Ports.Run(DriverKind.Epoll, static port =>
    {
        using Handle first = Handle.Counter();
        using Handle second = Handle.Counter();
        using var duplicate = new OwnedDescriptor(Descriptors.Dup(first.Number));
        port.Register(first.Number, Interest.Read);
        Assert.Equal(first.Number, Descriptors.DupTo(second.Number, first.Number));
        port.Register(first.Number, Interest.Read);
        Assert.Equal(0, EventFd.Signal(duplicate.Number));
        Assert.Empty(port.Look());
        second.Signal();
        Assert.Single(port.Wait());
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void A_registration_outlives_the_thread_that_made_it(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle counter = Handle.Counter();
        using Handle socket = Handle.Socket();
        for (int i = 0; i < 3; i++)
        {
            var register = new Thread(() =>
            {
                port.Register(counter.Number, Interest.Read);
                port.Register(socket.Number, Interest.Read);
            });
            register.Start();
            register.Join();
            for (int j = 0; j < 3; j++)
            {
                counter.Signal();
                Assert.Equal([(counter.Number, Interest.Read)], port.Wait().Pairs());
                counter.Drain();
                socket.Receive();
                Assert.Equal([(socket.Number, Interest.Read)], port.Wait().Pairs());
                Assert.True(Handle.Empty(socket.Number) > 0);
            }

            Assert.Empty(port.Look());
        }
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void A_disposed_port_refuses_and_lets_its_descriptors_go(DriverKind driver) => Ports.Run(driver, static port =>
    {
        using Handle socket = Handle.Socket();
        port.Register(socket.Number, Interest.Read | Interest.Write);
        port.Dispose();
        port.Dispose();
        Assert.Throws<ObjectDisposedException>(() => port.Register(socket.Number, Interest.Read));
        Assert.Throws<ObjectDisposedException>(() => port.Dequeue(new CompletionEvent[1], TimeSpan.Zero));
        socket.Dispose();
    });

    [Theory, MemberData(nameof(Ports.Drivers), MemberType = typeof(Ports))]
    public void A_file_is_closed_when_its_number_is_closed_after_unregistering(DriverKind driver) => Ports.Run(driver, static port =>
    {
        LinuxException.ThrowIfError(Sockets.SocketPair(SocketKind.STREAM, out int own, out int other), "socketpair");
        using var peer = new OwnedDescriptor(other);
        port.Register(own, Interest.Read | Interest.Write);
        port.Register(own, Interest.None);
        Assert.Equal(0, Descriptors.Close(own));
        using CompletionPort watch = CompletionPort.Create();
        watch.Register(other, Interest.Read);
        Assert.True(Assert.Single(watch.Wait()).IsHungUp);
        watch.Register(other, Interest.None);
    });
}
