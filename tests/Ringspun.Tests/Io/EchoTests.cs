namespace Ringspun.Tests.Io;

public sealed class EchoTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void What_is_sent_comes_back(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        {
            FiberHandle echo = world.Loop.Spawn(Echo, server);
            byte[] message = Bytes.Random(1000, 1);
            for (int i = 0; i < 20; i++)
            {
                Assert.Equal(message.Length, await client.SendAsync(message));
                Assert.Equal(message, await client.ReceiveExactly(message.Length));
            }

            client.ShutdownSend();
            Assert.Empty(await client.ReceiveToEnd());
            await echo;
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Leased_bytes_come_back(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        {
            FiberHandle echo = world.Loop.Spawn(EchoLeased, server);
            byte[] message = Bytes.Random(50_000, 2);
            FiberHandle sending = world.Loop.Spawn(
                static async x =>
                {
                    await x.client.SendAsync(x.message);
                    x.client.ShutdownSend();
                },
                (client, message));
            Assert.Equal(message, await client.ReceiveToEnd());
            await sending;
            await echo;
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Many_connections_at_once(string driver) => World.Run(driver, static async world =>
    {
        const int Count = 300;
        using IListener listener = world.Listen();
        FiberHandle serving = world.Loop.Spawn(
            static async x =>
            {
                for (int i = 0; i < Count; i++)
                {
                    x.world.Loop.SpawnDetached(Echo, await x.listener.AcceptAsync());
                }
            },
            (world, listener));
        var clients = new List<FiberHandle>();
        for (int i = 0; i < Count; i++)
        {
            clients.Add(world.Loop.Spawn(
                static async x =>
                {
                    using IConnection connection = await x.world.Network.ConnectAsync(x.listener.LocalEndPoint);
                    byte[] message = Bytes.Random(100 + x.i, x.i);
                    for (int round = 0; round < 3; round++)
                    {
                        await connection.SendAsync(message);
                        Assert.Equal(message, await connection.ReceiveExactly(message.Length));
                    }
                },
                (world, listener, i)));
        }

        foreach (FiberHandle client in clients)
        {
            await client;
        }

        await serving;
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Connections_know_their_addresses(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            Assert.NotNull(client.LocalEndPoint);
            Assert.Equal(client.LocalEndPoint, server.RemoteEndPoint);
            Assert.Equal(client.RemoteEndPoint, server.LocalEndPoint);
        }
    });

    [Theory, MemberData(nameof(Drivers.All), MemberType = typeof(Drivers))]
    public void A_unix_socket_carries_bytes_too(string driver) => World.Run(driver, static async world =>
    {
        var endPoint = new System.Net.Sockets.UnixDomainSocketEndPoint(Path.Combine(world.DirectoryPath, "socket"));
        using IBinding binding = world.Network.Bind(endPoint);
        using IListener listener = binding.Listen(world.Loop);
        IoOperation<IConnection> accept = listener.AcceptAsync();
        using IConnection client = await world.Network.ConnectAsync(endPoint);
        FiberHandle echo = world.Loop.Spawn(Echo, await accept);
        byte[] message = Bytes.Random(5000, 3);
        await client.SendAsync(message);
        Assert.Equal(message, await client.ReceiveExactly(message.Length));
        client.ShutdownSend();
        await echo;
    });

    private static async Fiber Echo(IConnection connection)
    {
        using (connection)
        {
            var buffer = new byte[4096];
            int count;
            while ((count = await connection.ReceiveAsync(buffer)) > 0)
            {
                await connection.SendAsync(buffer.AsMemory(0, count));
            }
        }
    }

    private static async Fiber EchoLeased(IConnection connection)
    {
        using (connection)
        {
            while (true)
            {
                using Chunk chunk = await connection.LeaseAsync();
                if (chunk.IsEmpty)
                {
                    break;
                }

                await connection.SendAsync(chunk);
            }
        }
    }
}
