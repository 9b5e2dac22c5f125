using System.Net;
using Ringspun.Tcp;
using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Networks;

/// <summary>Connections across a link. What every network does is tested with the others, by the tests of the core.</summary>
public sealed class LinkTests
{
    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Both_directions_carry_what_was_sent(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
        Assert.Equal(TwoNetworks.ClientAddress, ((IPEndPoint)client.LocalEndPoint!).Address);
        await Transfer.BothWays(client, server, Seeds.Next(), 1_000_000);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void IPv6_does_so_too(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect(TwoNetworks.ServerIpv6);
        await Transfer.BothWays(client, server, Seeds.Next(), 300_000);
        client.Dispose();
        server.Dispose();
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Super_segments_do_so_too(string driver) => TwoNetworks.Run(
        driver,
        static async world =>
        {
            (IConnection client, IConnection server) = await world.Connect();
            await Transfer.BothWays(client, server, Seeds.Next(), 3_000_000);
            client.Dispose();
            server.Dispose();
        },
        static () => MemoryLink.CreatePair(1500, superSegment: ushort.MaxValue, fillsChecksums: true));

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void A_link_that_drops_delays_and_loses_nothing(string driver) => TwoNetworks.Run(
        driver,
        static async world =>
        {
            // A queue of eight packets overflows with every burst.
            (IConnection client, IConnection server) = await world.Connect();
            await Transfer.BothWays(client, server, Seeds.Next(), 200_000);
            client.Dispose();
            server.Dispose();
        },
        static () => MemoryLink.CreatePair(capacity: 8),
        TcpSettings.Default with { MinimumRto = 2_000_000 });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Who_does_not_read_stops_the_sender(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        client.SendStallTimeout = TimeSpan.FromMilliseconds(50);
        await Expect.Fails(client.SendAsync(new byte[4_000_000]), Errno.ETIMEDOUT);
        client.Abort();
        server.Dispose();
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void What_came_before_the_end_of_the_link_is_received(string driver) => TwoNetworks.Run(
        driver,
        static async world =>
        {
            (IConnection client, IConnection server) = await world.Connect();
            byte[] buffer = new byte[4096];
            IoOperation<int> receive = server.ReceiveAsync(buffer);
            byte[] sent = [.. Enumerable.Range(0, 1400).Select(static i => (byte)i)];
            await client.SendAsync(sent);
            Assert.Equal(sent.Length, await receive);
            Assert.Equal(sent, buffer[..sent.Length]);
            await Expect.Fails(server.ReceiveAsync(new byte[1]), Errno.ENODEV);
            client.Dispose();
            server.Dispose();
        },
        around: static link => new EndingLink(link));

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Where_nobody_listens_a_connection_is_refused(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        // The server's network takes part once a loop of it has joined.
        using IListener listener = world.Listen();
        LinuxException refused = await Expect.Throws<LinuxException, IConnection>(
            world.Client.ConnectAsync(new IPEndPoint(TwoNetworks.ServerAddress, 9)));
        Assert.Equal(Errno.ECONNREFUSED, refused.Errno);
        Assert.Contains("connect 10.0.0.2:9", refused.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Where_no_route_leads_a_connection_fails(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        LinuxException failed = await Expect.Throws<LinuxException, IConnection>(
            world.Client.ConnectAsync(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 9)));
        Assert.Equal(Errno.ENETUNREACH, failed.Errno);
        Assert.Contains("10.0.0.1/24", failed.Message, StringComparison.Ordinal);
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void A_connect_that_is_cancelled_ends_at_once(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        // Nobody has joined at the other end: nothing answers.
        using var cancel = new CancellationTokenSource();
        IoOperation<IConnection> connect = world.Client.ConnectAsync(new IPEndPoint(TwoNetworks.ServerAddress, 9), cancel.Token);
        await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        cancel.Cancel();
        await Expect.Canceled(connect);
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void A_link_that_is_taken_away_fails_everything(string driver) => TwoNetworks.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        IoOperation<IConnection> accept = listener.AcceptAsync();
        using IConnection client = await world.Client.ConnectAsync(listener.LocalEndPoint);
        using IConnection server = await accept;
        FiberHandle<int> reader = EventLoop.Current!.Spawn(static async server => await server.ReceiveAsync(new byte[1]), server);
        IoOperation<IConnection> waiting = listener.AcceptAsync();
        await Fiber.Yield();

        world.ServerLink.Fail(Errno.EBADFD);
        await Expect.Fails(waiting, Errno.EBADFD);
        LinuxException failed = await Expect.Throws<LinuxException>(async () => await reader);
        Assert.Equal(Errno.EBADFD, failed.Errno);
        await Expect.Fails(server.SendAsync(new byte[1]), Errno.EBADFD);
        await Expect.Fails(server.LeaseAsync(), Errno.EBADFD);
        await Expect.Fails(listener.AcceptAsync(), Errno.EBADFD);
        await Expect.Fails(world.Server.ConnectAsync(new IPEndPoint(TwoNetworks.ClientAddress, 9)), Errno.EBADFD);
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void An_answer_goes_out_before_more_comes_in(string driver)
    {
        KeepingLink? link = null;
        TwoNetworks.Run(
            driver,
            async world =>
            {
                (IConnection client, IConnection server) = await world.Connect();
                (IConnection nextClient, IConnection nextServer) = await world.Connect();
                IoOperation<int> next = nextServer.ReceiveAsync(new byte[1000]);
                FiberHandle answering = world.Loop.Spawn(
                    static async x =>
                    {
                        Assert.Equal(1000, await x.server.ReceiveAsync(new byte[1000]));
                        x.link.Admitted = int.MaxValue;
                        await x.server.SendAsync(new byte[1200]);
                    },
                    (server, link: link!));

                // Both requests have come before the first of them is seen.
                link!.Admitted = 0;
                await client.SendAsync(new byte[1000]);
                await nextClient.SendAsync(new byte[1001]);
                for (int i = 0; i < 50; i++)
                {
                    await Fiber.Yield();
                }

                link.Admitted = 1;
                await answering;
                Assert.Equal(1000, await next);
                int answer = link.Passed.FindIndex(static packet => packet is { IsSent: true, Length: > 1200 });
                int second = link.Passed.FindIndex(static packet => packet is { IsSent: false, Length: > 1001 });
                second = link.Passed.FindIndex(second + 1, static packet => packet is { IsSent: false, Length: > 1001 });
                Assert.InRange(answer, 0, second);
                client.Dispose();
                server.Dispose();
                nextClient.Dispose();
                nextServer.Dispose();
            },
            around: inner => link = new KeepingLink(inner));
    }
}
