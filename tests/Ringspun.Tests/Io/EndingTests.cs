using System.Net;

namespace Ringspun.Tests.Io;

public sealed class EndingTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void After_a_half_close_the_other_half_goes_on(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            await client.SendAsync("question"u8.ToArray());
            client.ShutdownSend();
            client.ShutdownSend();
            Assert.Equal("question"u8.ToArray(), await server.ReceiveToEnd());
            await server.SendAsync("answer"u8.ToArray());
            server.ShutdownSend();
            Assert.Equal("answer"u8.ToArray(), await client.ReceiveToEnd());
            await Expect.Fails(client.SendAsync("more"u8.ToArray()), Errno.EPIPE);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void The_end_of_the_stream_is_told_again_and_again(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (server)
        {
            client.Dispose();
            var buffer = new byte[10];
            for (int i = 0; i < 3; i++)
            {
                Assert.Equal(0, await server.ReceiveAsync(buffer));
                Assert.True((await server.LeaseAsync()).IsEmpty);
            }
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void What_was_sent_before_closing_arrives(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (server)
        {
            byte[] data = Bytes.Random(40_000, 6);
            await client.SendAsync(data);
            client.Dispose();
            Assert.Equal(data, await server.ReceiveToEnd());
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_abort_is_a_reset_at_the_peer(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (server)
        {
            IoOperation<int> waiting = server.ReceiveAsync(new byte[10]);
            client.Abort();
            await Expect.Fails(waiting, Errno.ECONNRESET);
            await Expect.Fails(server.SendAsync("x"u8.ToArray()), Errno.ECONNRESET, Errno.EPIPE);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_abort_ends_the_peers_lease(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (server)
        {
            IoOperation<Chunk> waiting = server.LeaseAsync();
            client.Abort();
            await Expect.Fails(waiting, Errno.ECONNRESET);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_abort_ends_the_peers_send(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (server)
        {
            IoOperation<int> sending = server.SendAsync(new byte[32 * 1024 * 1024]);
            await world.Settle();
            client.Abort();
            await Expect.Fails(sending, Errno.ECONNRESET, Errno.EPIPE);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Closing_over_unread_bytes_is_a_reset(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        {
            await client.SendAsync("nobody reads this"u8.ToArray());
            await world.Settle();
            server.Dispose();
            await Expect.Fails(client.ReceiveAsync(new byte[10]), Errno.ECONNRESET);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Sending_to_a_closed_peer_fails_in_the_end(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        {
            server.Dispose();
            Errno error = Errno.None;
            for (int i = 0; i < 1000 && error == Errno.None; i++)
            {
                try
                {
                    await client.SendAsync(new byte[1000]);
                    await world.Settle();
                }
                catch (LinuxException exception)
                {
                    error = exception.Errno;
                }
            }

            Assert.Contains(error, new[] { Errno.ECONNRESET, Errno.EPIPE });
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Closing_ends_what_is_under_way(string driver) => World.Run(driver, static async world =>
    {
        foreach (bool abort in new[] { false, true })
        {
            foreach (bool lease in new[] { false, true })
            {
                (IConnection client, IConnection server) = await world.Connect();
                using (server)
                {
                    IoOperation<int> sending = client.SendAsync(new byte[32 * 1024 * 1024]);
                    IoOperation<int> receiving = lease ? default : client.ReceiveAsync(new byte[10]);
                    IoOperation<Chunk> leasing = lease ? client.LeaseAsync() : default;
                    await world.Settle();
                    if (abort)
                    {
                        client.Abort();
                    }

                    client.Dispose();
                    await Expect.Disposed(sending);
                    await (lease ? Expect.Disposed(leasing) : Expect.Disposed(receiving));
                }
            }
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_closed_connection_refuses_everything_but_closing(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (server)
        {
            client.Dispose();
            client.Dispose();
            client.Abort();
            Assert.Throws<ObjectDisposedException>(() => client.ReceiveAsync(new byte[1]));
            Assert.Throws<ObjectDisposedException>(() => client.LeaseAsync());
            Assert.Throws<ObjectDisposedException>(() => client.SendAsync(new byte[1]));
            Assert.Throws<ObjectDisposedException>(client.ShutdownSend);
            Assert.Equal(0, await server.ReceiveAsync(new byte[1]));
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Nobody_listens_is_refused(string driver) => World.Run(driver, static async world =>
    {
        EndPoint endPoint;
        using (IListener listener = world.Listen())
        {
            endPoint = listener.LocalEndPoint;
        }

        // A listener closes once the kernel has let go of its accept.
        await world.Settle();
        await Expect.Fails(world.Network.ConnectAsync(endPoint), Errno.ECONNREFUSED);
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void An_address_is_taken_once(string driver) => World.Run(driver, static async world =>
    {
        EndPoint endPoint;
        using (IListener listener = world.Listen())
        {
            endPoint = listener.LocalEndPoint;
            var exception = Assert.Throws<LinuxException>(() => world.Network.Bind(endPoint));
            Assert.Equal(Errno.EADDRINUSE, exception.Errno);
        }

        await world.Settle();
        world.Network.Bind(endPoint).Dispose();
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_client_that_was_reset_before_it_was_accepted_does_no_harm(string driver) => World.Run(driver, static async world =>
    {
        using IListener listener = world.Listen();
        IConnection first = await world.Network.ConnectAsync(listener.LocalEndPoint);
        first.Abort();
        await world.Settle();
        using IConnection second = await world.Network.ConnectAsync(listener.LocalEndPoint);
        await second.SendAsync("hello"u8.ToArray());

        // The first may have been passed over, or be handed out with its reset.
        for (int i = 0; i < 2; i++)
        {
            using IConnection server = await listener.AcceptAsync();
            try
            {
                Assert.Equal("hello"u8.ToArray(), await server.ReceiveExactly(5));
                return;
            }
            catch (LinuxException exception) when (i == 0)
            {
                Assert.Equal(Errno.ECONNRESET, exception.Errno);
            }
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Closing_a_listener_ends_its_accept(string driver) => World.Run(driver, static async world =>
    {
        IListener listener = world.Listen();
        IoOperation<IConnection> accept = listener.AcceptAsync();
        listener.Dispose();
        listener.Dispose();
        await Expect.Disposed(accept);
        Assert.Throws<ObjectDisposedException>(() => listener.AcceptAsync());
    });
}
