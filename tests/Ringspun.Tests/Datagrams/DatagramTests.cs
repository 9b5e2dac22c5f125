using System.Net;

namespace Ringspun.Tests.Datagrams;

public sealed class DatagramTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_datagram_arrives_whole_with_its_senders_address(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramSocket one = Open(world);
        using IDatagramSocket other = Open(world);
        var buffer = new byte[100];
        IoOperation<Datagram> receive = other.ReceiveAsync(buffer);
        Assert.Equal(5, await one.SendToAsync("hello"u8.ToArray(), AddressOf(other)));
        Datagram datagram = await receive;
        Assert.Equal("hello"u8.ToArray(), buffer[..datagram.Length]);
        Assert.Equal(AddressOf(one), datagram.Peer);
        Assert.False(datagram.IsTruncated);

        await other.SendToAsync("answer"u8.ToArray(), datagram.Peer);
        Assert.Equal(6, (await one.ReceiveAsync(buffer)).Length);
        await other.SendToAsync(ReadOnlyMemory<byte>.Empty, datagram.Peer);
        Assert.Equal(0, (await one.ReceiveAsync(buffer)).Length);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void IPv6_works_as_well(string driver) => World.Run(driver, static async world =>
    {
        Assert.SkipUnless(File.Exists("/proc/net/if_inet6"), "This machine has no IPv6.");
        using IDatagramSocket one = Open(world, IPAddress.IPv6Loopback);
        using IDatagramSocket other = Open(world, IPAddress.IPv6Loopback);
        await one.SendToAsync("six"u8.ToArray(), AddressOf(other));
        Datagram datagram = await other.ReceiveAsync(new byte[10]);
        Assert.Equal(3, datagram.Length);
        Assert.Equal(AddressOf(one), datagram.Peer);
        Assert.True(datagram.Peer.IsIPv6);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Connected_sockets_hear_their_peer_only(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramSocket server = Open(world);
        using IDatagramSocket client = Open(world);
        using IDatagramSocket stranger = Open(world);
        Assert.Null(client.RemoteEndPoint);
        await Expect.Fails(client.SendAsync(new byte[1]), Errno.EDESTADDRREQ);
        client.Connect((IPEndPoint)server.LocalEndPoint!);
        Assert.Equal(server.LocalEndPoint, client.RemoteEndPoint);
        await stranger.SendToAsync("no"u8.ToArray(), AddressOf(client));
        await client.SendAsync("question"u8.ToArray());
        Datagram question = await server.ReceiveAsync(new byte[20]);
        Assert.Equal(8, question.Length);
        await server.SendToAsync("answer"u8.ToArray(), question.Peer);
        Datagram answer = await client.ReceiveAsync(new byte[20]);
        Assert.Equal(6, answer.Length);
        Assert.Equal(AddressOf(server), answer.Peer);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_buffer_that_is_too_small_cuts_the_datagram_and_says_so(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramSocket one = Open(world);
        using IDatagramSocket other = Open(world);
        byte[] sent = Bytes.Random(1000, Seeds.Next());
        await one.SendToAsync(sent, AddressOf(other));
        await one.SendToAsync("next"u8.ToArray(), AddressOf(other));
        var buffer = new byte[100];
        Datagram cut = await other.ReceiveAsync(buffer);
        if (cut.FullLength == 4)
        {
            // The simulated network's datagrams overtake each other.
            cut = await other.ReceiveAsync(buffer);
        }

        Assert.Equal((100, 1000, true), (cut.Length, cut.FullLength, cut.IsTruncated));
        Assert.Equal(sent[..100], buffer);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_datagram_that_is_too_large_is_refused(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramSocket one = Open(world);
        await Expect.Fails(one.SendToAsync(new byte[70_000], AddressOf(one)), Errno.EMSGSIZE);
        Assert.Equal(60_000, await one.SendToAsync(new byte[60_000], AddressOf(one)));
        Assert.Equal(60_000, (await one.ReceiveAsync(new byte[65_536])).Length);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Where_nobody_listens_the_receive_that_waits_is_told(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramSocket client = Open(world);
        client.Connect(await Nowhere(world));
        for (int i = 0; i < 20; i++)
        {
            IoOperation<Datagram> receive = client.ReceiveAsync(new byte[10]);
            Assert.Equal(1, await client.SendAsync(new byte[1]));
            Assert.Equal(1, await client.SendAsync(new byte[1]));
            await Expect.Fails(receive, Errno.ECONNREFUSED);

            // The second one's answer may be there, or on its way.
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            await Expect.Fails(client.ReceiveAsync(new byte[10]), Errno.ECONNREFUSED);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Without_a_receive_the_next_send_is_told(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramSocket client = Open(world);
        client.Connect(await Nowhere(world));
        Assert.Equal(1, await client.SendAsync(new byte[1]));
        await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        await Expect.Fails(client.SendAsync(new byte[1]), Errno.ECONNREFUSED);
        Assert.Equal(1, await client.SendAsync(new byte[1]));
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_receive_can_be_cancelled_and_loses_nothing(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramSocket one = Open(world);
        using IDatagramSocket other = Open(world);
        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<Datagram> receive = other.ReceiveAsync(new byte[10], cancel.Token);
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
            cancel.Cancel();
            await Expect.Canceled(receive);
        }

        await one.SendToAsync(new byte[7], AddressOf(other));
        Assert.Equal(7, (await other.ReceiveAsync(new byte[10])).Length);
        IoOperation<Datagram> last = other.ReceiveAsync(new byte[10]);
        await Fiber.Yield();
        other.Dispose();
        await Expect.Disposed(last);
        Assert.Throws<ObjectDisposedException>(() => other.ReceiveAsync(new byte[10]));
        Assert.Throws<ObjectDisposedException>(() => other.SendAsync(new byte[10]));
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_taken_address_is_refused(string driver) => World.Run(driver, static async world =>
    {
        await Fiber.Yield();
        using IDatagramBinding binding = world.Network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
        Assert.Equal(
            Errno.EADDRINUSE,
            Assert.Throws<LinuxException>(() => world.Network.BindDatagram((IPEndPoint)binding.LocalEndPoint)).Errno);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => world.Network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0), new DatagramOptions { ReceiveBuffer = -1 }));
        using IDatagramSocket socket = binding.Open(world.Loop);
        Assert.Throws<ArgumentException>(() => socket.ReceiveAsync(Memory<byte>.Empty));
        Assert.Throws<ArgumentException>(() => socket.SendToAsync(new byte[1], default));
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Sockets_of_one_address_share_its_peers(string driver) => World.Run(driver, static async world =>
    {
        using IDatagramBinding binding = world.Network.BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
        using IDatagramSocket first = binding.Open(world.Loop);
        using IDatagramSocket second = binding.Open(world.Loop);
        var got = new List<int>();
        FiberHandle[] receivers = [world.Loop.Spawn(Collect, (first, got)), world.Loop.Spawn(Collect, (second, got))];
        for (int i = 0; i < 50; i++)
        {
            using IDatagramSocket client = Open(world);
            await client.SendToAsync(new byte[i], AddressOf(first));
            await world.Until(() => got.Count == i + 1);
        }

        Assert.Equal(Enumerable.Range(0, 50), got);
        first.Dispose();
        second.Dispose();
        foreach (FiberHandle receiver in receivers)
        {
            await receiver;
        }
    });

    [Theory, InlineData("io_uring"), InlineData("epoll")]
    public void Loops_share_an_address(string driver) => LoopThread.Run(() =>
    {
        using IDatagramBinding binding = new KernelNetwork().BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
        using Runtime runtime = LoopThread.StartLoops(3, Drivers.Find(driver).Driver);
        var served = new int[3];
        for (int i = 0; i < runtime.Loops.Count; i++)
        {
            runtime.Loops[i].SpawnDetached(
                static async at =>
                {
                    using IDatagramSocket socket = at.binding.Open(EventLoop.Current!);
                    var buffer = new byte[10];
                    while (true)
                    {
                        Datagram datagram = await socket.ReceiveAsync(buffer);
                        Interlocked.Increment(ref at.served[at.i]);
                        await socket.SendToAsync(buffer.AsMemory(0, datagram.Length), datagram.Peer);
                    }
                }, (binding, served, i));
        }

        // A socket that is opened while others are at work changes who gets whose datagrams: clients repeat what was not answered.
        using var loop = new EventLoop(EpollAioDriver.Create());
        loop.RunUntil(
            static async at =>
            {
                while (Array.Exists(at.served, static count => count == 0))
                {
                    using IDatagramBinding own = new KernelNetwork().BindDatagram(new IPEndPoint(IPAddress.Loopback, 0));
                    using IDatagramSocket client = own.Open(EventLoop.Current!);
                    client.Connect((IPEndPoint)at.binding.LocalEndPoint);
                    using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
                    try
                    {
                        await client.SendAsync(new byte[3]);
                        Assert.Equal(3, (await client.ReceiveAsync(new byte[10], cancel.Token)).Length);
                    }
                    catch (OperationCanceledException)
                    {
                        // Lost with a change of the group.
                    }
                }
            }, (binding, served));
    });

    private static async Fiber Collect((IDatagramSocket Socket, List<int> Got) at)
    {
        var buffer = new byte[100];
        try
        {
            while (true)
            {
                at.Got.Add((await at.Socket.ReceiveAsync(buffer)).Length);
            }
        }
        catch (ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private static IDatagramSocket Open(World world, IPAddress? address = null)
    {
        using IDatagramBinding binding = world.Network.BindDatagram(new IPEndPoint(address ?? IPAddress.Loopback, 0));
        return binding.Open(world.Loop);
    }

    private static PeerAddress AddressOf(IDatagramSocket socket) => new((IPEndPoint)socket.LocalEndPoint!);

    /// <summary>An address where nobody listens any more.</summary>
    private static async Fiber<IPEndPoint> Nowhere(World world)
    {
        IPEndPoint endPoint;
        using (IDatagramSocket gone = Open(world))
        {
            endPoint = (IPEndPoint)gone.LocalEndPoint!;
        }

        // A ring closes with the next turn, and the kernel lets the address go a little later.
        await Fiber.Sleep(TimeSpan.FromMilliseconds(3));
        return endPoint;
    }
}
