using System.Net;
using System.Net.Sockets;
using Ringspun.UserLevel;

namespace Ringspun.Tests.Network;

/// <summary>Connecting from a source address, on every driver.</summary>
public sealed class ConnectTests
{
    [Fact]
    public void An_end_that_comes_with_the_opening_is_not_missed() => World.Run("epoll", static async world =>
    {
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        IoOperation<IConnection> connect = world.Network.ConnectAsync(listener.LocalEndPoint!);

        // While this loop stands still the peer accepts, speaks and goes.
        using (Socket peer = listener.Accept())
        {
            peer.Send("farewell"u8);
        }

        using IConnection client = await connect;
        byte[] buffer = new byte[100];
        Assert.Equal(8, await client.ReceiveAsync(buffer));
        Assert.Equal(0, await client.ReceiveAsync(buffer));
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void The_peer_sees_the_source_address(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        var ports = new HashSet<(IPAddress, int)>();
        var open = new List<IConnection>();
        for (int i = 0; i < 30; i++)
        {
            var source = new IPEndPoint(new IPAddress([127, 88, 0, (byte)(1 + (i % 3))]), 0);
            IoOperation<IConnection> accept = listener.AcceptAsync();
            IConnection client = await world.Network.ConnectAsync(listener.LocalEndPoint, new ConnectOptions { LocalEndPoint = source });
            IConnection server = await accept;
            open.AddRange([client, server]);
            var seen = Assert.IsType<IPEndPoint>(server.RemoteEndPoint);
            Assert.Equal(source.Address, seen.Address);
            Assert.Equal(seen, client.LocalEndPoint);
            Assert.NotEqual(0, seen.Port);
            Assert.True(ports.Add((seen.Address, seen.Port)), $"{seen} serves two connections to one destination.");
            await client.SendAsync("hello"u8.ToArray());
            Assert.Equal("hello"u8.ToArray(), await server.ReceiveExactly(5));
        }

        open.ForEach(static connection => connection.Dispose());
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void The_peer_sees_an_IPv6_source_address(string driver) => World.Run(driver, static async world =>
    {
        using IBinding? binding = TryBind(world.Network, new IPEndPoint(IPAddress.IPv6Loopback, 0));
        Assert.SkipWhen(binding is null, "This machine has no IPv6 loopback address.");
        using IListener listener = binding!.Listen(world.Loop);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        using IConnection client = await world.Network.ConnectAsync(
            listener.LocalEndPoint, new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.IPv6Loopback, 0) });
        using IConnection server = await accept;
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_source_port_serves_one_connection_to_each_destination(string driver) => World.Run(driver, static async world =>
    {
        using IListener one = world.Listen();
        using IListener other = world.Listen();
        (IConnection first, ConnectOptions options) = await ConnectFromFreePort(world, one.LocalEndPoint);
        using IConnection second = await world.Network.ConnectAsync(other.LocalEndPoint, options);
        Assert.Equal(options.LocalEndPoint, second.LocalEndPoint);

        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(world.Network.ConnectAsync(one.LocalEndPoint, options));
        Assert.Equal(Errno.EADDRNOTAVAIL, refused.Errno);
        Assert.Contains($"connect {one.LocalEndPoint} from {options.LocalEndPoint}", refused.Message, StringComparison.Ordinal);
        Assert.Contains("port 0", refused.Message, StringComparison.Ordinal);

        // Reset, so that it does not linger; a ring closes in its own time.
        first.Abort();
        await world.Settle();
        using IConnection again = await Eventually(world, one.LocalEndPoint, options);
        Assert.Equal(options.LocalEndPoint, again.LocalEndPoint);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_port_that_is_listened_on_is_no_source(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        using IListener other = world.Listen();
        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(
            world.Network.ConnectAsync(listener.LocalEndPoint, new ConnectOptions { LocalEndPoint = other.LocalEndPoint }));
        Assert.Equal(Errno.EADDRINUSE, refused.Errno);
        Assert.Contains("port 0", refused.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_address_of_another_machine_is_no_source(string driver) => World.Run(driver, static async world =>
    {
        // TEST-NET-1 (RFC 5737): no machine has it.
        IPAddress foreign = IPAddress.Parse("192.0.2.1");
        _ = (world.Network as SimulatedNetwork)?.AddHost(foreign);
        using IListener listener = world.Listen();
        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(
            world.Network.ConnectAsync(listener.LocalEndPoint, new ConnectOptions { LocalEndPoint = new IPEndPoint(foreign, 0) }));
        Assert.Equal(Errno.EADDRNOTAVAIL, refused.Errno);
        Assert.Contains("bind: EADDRNOTAVAIL", refused.Message, StringComparison.Ordinal);
        Assert.Contains(world.Network is UserNetwork ? "it has 127.0.0.1/8" : "ip addr", refused.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Families_do_not_mix(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        foreach (EndPoint source in (EndPoint[])[new IPEndPoint(IPAddress.IPv6Loopback, 0), new UnixDomainSocketEndPoint("/nowhere")])
        {
            LinuxException refused = await Expect.Throws<LinuxException, IConnection>(
                world.Network.ConnectAsync(listener.LocalEndPoint, new ConnectOptions { LocalEndPoint = source }));
            Assert.Equal(Errno.EINVAL, refused.Errno);
            Assert.Contains("family", refused.Message, StringComparison.Ordinal);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_refusal_names_the_peer(string driver) => World.Run(driver, static async world =>
    {
        EndPoint closed;
        using (IListener listener = world.Listen())
        {
            closed = listener.LocalEndPoint;
        }

        await world.Settle();
        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(world.Network.ConnectAsync(closed));
        Assert.Equal(Errno.ECONNREFUSED, refused.Errno);
        Assert.StartsWith($"connect {closed}: ECONNREFUSED (Connection refused). ", refused.Message, StringComparison.Ordinal);
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void An_address_without_a_route_is_unreachable(string driver) => World.Run(driver, static async world =>
    {
        // A broadcast address never takes a stream: the kernel sends nothing.
        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(
            world.Network.ConnectAsync(new IPEndPoint(IPAddress.Broadcast, 9)));
        Assert.Contains(refused.Errno, (Errno[])[Errno.ENETUNREACH, Errno.EACCES]);
        Assert.NotNull(refused.Advice);
    });

    [Fact]
    public void A_source_address_has_so_many_ports_for_each_destination() => World.Run("simulated", static async world =>
    {
        // Nothing gets through, so that every attempt stays under way and keeps its port.
        var destination = new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80);
        var from = new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse("10.0.0.2"), 0) };
        var network = (SimulatedNetwork)world.Network;
        network.SetLink(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), new SimulatedLink { IsUp = false });
        using var cancel = new CancellationTokenSource();
        var attempts = new IoOperation<IConnection>[32768];
        for (int i = 0; i < attempts.Length; i++)
        {
            attempts[i] = network.ConnectAsync(destination, from, cancel.Token);
            Assert.False(attempts[i].IsCompleted);
        }

        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(network.ConnectAsync(destination, from));
        Assert.Equal(Errno.EADDRNOTAVAIL, refused.Errno);
        Assert.Contains("net.ipv4.ip_local_port_range is 32768 65535", refused.Message, StringComparison.Ordinal);
        Assert.Contains("several source addresses", refused.Message, StringComparison.Ordinal);
        cancel.Cancel();
        foreach (IoOperation<IConnection> attempt in attempts)
        {
            await Expect.Canceled(attempt);
        }

        network.SetLink(IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2"), new SimulatedLink());
        await Expect.Fails(network.ConnectAsync(destination, from), Errno.ECONNREFUSED);
    });

    [Fact]
    public void A_loopback_source_leads_nowhere_else() => World.Run("simulated", static async world =>
    {
        SimulatedHost host = ((SimulatedNetwork)world.Network).AddHost(IPAddress.Parse("10.0.0.2"));
        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(host.ConnectAsync(
            new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80), new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Loopback, 0) }));
        Assert.Equal(Errno.EINVAL, refused.Errno);
        await Expect.Fails(
            host.ConnectAsync(new IPEndPoint(IPAddress.Parse("10.0.0.1"), 80), new ConnectOptions { LocalEndPoint = new IPEndPoint(IPAddress.Parse("10.0.0.3"), 0) }),
            Errno.EADDRNOTAVAIL);
    });

    private static IBinding? TryBind(INetwork network, IPEndPoint endPoint)
    {
        try
        {
            return network.Bind(endPoint);
        }
        catch (LinuxException exception) when (exception.Errno is Errno.EADDRNOTAVAIL or Errno.EAFNOSUPPORT)
        {
            return null;
        }
    }

    /// <summary>A connection from a port that was asked for: outside the range that is picked from, and of an address that nobody else uses.</summary>
    private static async Fiber<(IConnection Connection, ConnectOptions Options)> ConnectFromFreePort(World world, EndPoint remote)
    {
        var random = new Random(Seeds.Next());
        for (int tries = 0; ; tries++)
        {
            var address = new IPAddress([127, 99, (byte)random.Next(256), (byte)random.Next(1, 255)]);
            var options = new ConnectOptions { LocalEndPoint = new IPEndPoint(address, random.Next(20_000, 30_000)) };
            try
            {
                return (await world.Network.ConnectAsync(remote, options), options);
            }
            catch (LinuxException exception) when (exception.Errno == Errno.EADDRINUSE && tries < 20)
            {
                // Another program listens there on all addresses.
            }
        }
    }

    private static async Fiber<IConnection> Eventually(World world, EndPoint remote, ConnectOptions options)
    {
        long end = world.In(20_000);
        while (true)
        {
            try
            {
                return await world.Network.ConnectAsync(remote, options);
            }
            catch (LinuxException exception) when (exception.Errno == Errno.EADDRNOTAVAIL && world.Loop.ReadClock() < end)
            {
                await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            }
        }
    }
}
