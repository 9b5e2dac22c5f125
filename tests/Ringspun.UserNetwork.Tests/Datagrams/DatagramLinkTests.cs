using System.Net;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Datagrams;

/// <summary>Datagrams across a link. What every network does is tested with the others, by the tests of the core.</summary>
public sealed class DatagramLinkTests
{
    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void One_longer_than_the_link_takes_goes_in_fragments(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        (IDatagramSocket client, IDatagramSocket server) = Open(world, TwoNetworks.ServerAddress);
        var sent = new byte[20_000];
        new Random(Seeds.Next()).NextBytes(sent);
        IoOperation<Datagram> receive = server.ReceiveAsync(new byte[30_000]);
        await client.SendAsync(sent);
        Datagram datagram = await receive;
        Assert.Equal(sent.Length, datagram.Length);
        Assert.Equal(new PeerAddress((IPEndPoint)client.LocalEndPoint!), datagram.Peer);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void A_send_waits_while_the_queue_is_full_and_can_be_cancelled(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        using IDatagramBinding binding = world.Client.BindDatagram(new IPEndPoint(IPAddress.Any, 0), new DatagramOptions { SendBuffer = 2_000 });
        using IDatagramSocket client = binding.Open(world.Loop);
        (IDatagramSocket other, IDatagramSocket server) = Open(world, TwoNetworks.ServerAddress);
        client.Connect((IPEndPoint)server.LocalEndPoint!);

        // Within a turn nothing goes out: the third finds no room.
        Assert.Equal(1_500, await client.SendAsync(new byte[1_500]));
        Assert.Equal(1_500, await client.SendAsync(new byte[1_500]));
        using (var cancel = new CancellationTokenSource())
        {
            IoOperation<int> waiting = client.SendAsync(new byte[1_501], cancel.Token);
            cancel.Cancel();
            await Expect.Canceled(waiting);
        }

        await Expect.Fails(client.SendAsync(new byte[4_000]), Errno.EMSGSIZE);
        Assert.Equal(1_502, await client.SendAsync(new byte[1_502]));
        Assert.Equal(1_503, await client.SendAsync(new byte[1_503]));
        Assert.Equal(1_504, await client.SendAsync(new byte[1_504]));
        foreach (int expected in (int[])[1_500, 1_500, 1_502, 1_503, 1_504])
        {
            Assert.Equal(expected, (await server.ReceiveAsync(new byte[2_000])).Length);
        }

        other.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void What_cannot_be_is_refused_with_its_errno(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        (IDatagramSocket client, IDatagramSocket server) = Open(world, TwoNetworks.ServerIpv6);
        Assert.Equal(Errno.EADDRNOTAVAIL, Refused(() => world.Client.BindDatagram((IPEndPoint)server.LocalEndPoint!)).Errno);
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        Assert.Equal(Errno.EADDRINUSE, Refused(() => world.Server.BindDatagram(new IPEndPoint(IPAddress.IPv6Any, port))).Errno);
        using (IDatagramBinding all = world.Server.BindDatagram(new IPEndPoint(IPAddress.Any, port)))
        {
            Assert.Equal(Errno.EADDRINUSE, Refused(() => world.Server.BindDatagram(new IPEndPoint(TwoNetworks.ServerAddress, port))).Errno);
            LinuxException refused = Refused(() => world.Server.BindDatagram(new IPEndPoint(TwoNetworks.ServerAddress, port)));
            Assert.StartsWith("bind udp 10.0.0.2", refused.Message, StringComparison.Ordinal);
        }

        using (world.Server.BindDatagram(new IPEndPoint(TwoNetworks.ServerAddress, port)))
        {
        }

        Assert.Equal(Errno.EAFNOSUPPORT, Refused(() => client.Connect(new IPEndPoint(TwoNetworks.ServerAddress, 9))).Errno);
        Assert.Equal(Errno.ENETUNREACH, Refused(() => client.Connect(IPEndPoint.Parse("[2001:db8::1]:9"))).Errno);
        await Expect.Fails(client.SendToAsync(new byte[1], new PeerAddress(IPEndPoint.Parse("[2001:db8::1]:9"))), Errno.ENETUNREACH);
        await Expect.Fails(client.SendToAsync(new byte[1], new PeerAddress(IPEndPoint.Parse("[ff02::1]:9"))), Errno.EINVAL);
        await Expect.Fails(client.SendToAsync(new byte[1], new PeerAddress(IPEndPoint.Parse("10.0.0.2:9"))), Errno.EAFNOSUPPORT);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void A_link_that_is_taken_away_fails_everything(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        (IDatagramSocket client, IDatagramSocket server) = Open(world, TwoNetworks.ServerAddress);
        IoOperation<Datagram> waiting = server.ReceiveAsync(new byte[1]);
        await Fiber.Yield();
        world.ServerLink.Fail(Errno.EBADFD);
        await Expect.Fails(waiting, Errno.EBADFD);
        await Expect.Fails(server.ReceiveAsync(new byte[1]), Errno.EBADFD);
        await Expect.Fails(server.SendToAsync(new byte[1], new PeerAddress((IPEndPoint)client.LocalEndPoint!)), Errno.EBADFD);
        client.Dispose();
        server.Dispose();
    });

    private static LinuxException Refused(Action call) => Assert.Throws<LinuxException>(call);

    /// <summary>A socket of the client's that is connected to one of the server's.</summary>
    private static (IDatagramSocket Client, IDatagramSocket Server) Open(TwoNetworks world, IPAddress address)
    {
        using IDatagramBinding binding = world.Server.BindDatagram(new IPEndPoint(address, 0));
        IDatagramSocket server = binding.Open(world.Loop);
        IPAddress any = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? IPAddress.Any : IPAddress.IPv6Any;
        using IDatagramBinding own = world.Client.BindDatagram(new IPEndPoint(any, 0));
        IDatagramSocket client = own.Open(world.Loop);
        client.Connect((IPEndPoint)server.LocalEndPoint!);
        return (client, server);
    }
}
