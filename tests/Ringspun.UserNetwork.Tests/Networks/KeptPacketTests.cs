using Ringspun.UserLevel.Tests.Support;

namespace Ringspun.UserLevel.Tests.Networks;

/// <summary>Leases get large data where it came in, and what came right behind it waits for the next ones.</summary>
public sealed class KeptPacketTests
{
    private const int Total = 200_000;
    private const int Superfluous = 4096;

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Leased_data_stays_as_it_came_however_long_it_is_held(string driver) => Run(driver, static async (world, link, client, server) =>
    {
        byte[] sent = Bytes.Random(Total * 5, Seeds.Next());
        List<Chunk> held = [];
        FiberHandle sending = world.Loop.Spawn(static x => SendAll(x.client, x.sent), (client, sent));
        for (int received = 0; received < sent.Length; received += held[^1].Length)
        {
            held.Add(await server.LeaseAsync());
            Assert.False(held[^1].IsEmpty);
        }

        Assert.InRange(link.Kept, 3, held.Count);
        int at = 0;
        foreach (Chunk chunk in held)
        {
            Assert.True(chunk.Span.SequenceEqual(sent.AsSpan(at, chunk.Length)));
            at += chunk.Length;
            chunk.Release();
        }

        await sending;
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void What_waits_may_be_received_by_copy_as_well(string driver) => Run(driver, static async (world, link, client, server) =>
    {
        byte[] sent = Bytes.Random(Total, Seeds.Next());
        (int received, FiberHandle sending) = await LeaseFirst(world, link, client, server, sent);
        int waiting = Info(server).Readable;
        byte[] buffer = new byte[1000];
        Assert.Equal(buffer.Length, await server.ReceiveAsync(buffer));
        Assert.Equal(waiting - buffer.Length, Info(server).Readable);
        Assert.Equal(sent[received..][..buffer.Length], buffer);
        received += buffer.Length;

        byte[] rest = await server.ReceiveExactly(sent.Length - received);
        Assert.Equal(sent[received..], rest);
        Assert.Equal(0, Info(server).Readable);
        await sending;
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Closing_over_what_waits_resets_the_connection(string driver) => Run(driver, static async (world, link, client, server) =>
    {
        (_, FiberHandle sending) = await LeaseFirst(world, link, client, server, Bytes.Random(Total, Seeds.Next()));
        await server.SendAsync("before the reset"u8.ToArray());
        server.Dispose();
        await sending;
        Assert.Equal("before the reset"u8.ToArray(), await client.ReceiveExactly(16));
        await Expect.Fails(client.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Closing_slowly_over_what_waits_does_too(string driver) => Run(driver, static async (world, link, client, server) =>
    {
        (_, FiberHandle sending) = await LeaseFirst(world, link, client, server, Bytes.Random(Total, Seeds.Next()));
        await ((IUserConnection)server).CloseAsync(TimeSpan.FromSeconds(5));
        await sending;
        await Expect.Fails(client.ReceiveAsync(new byte[1]), Errno.ECONNRESET);
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void Shutting_down_drops_what_waits(string driver) => Run(driver, static async (world, link, client, server) =>
    {
        (_, FiberHandle sending) = await LeaseFirst(world, link, client, server, Bytes.Random(Total, Seeds.Next()));
        ((IUserConnection)server).ShutdownReceive();
        Assert.Equal(0, Info(server).Readable);
        Assert.True((await server.LeaseAsync()).IsEmpty);
        await sending;

        // The connection itself is as it was.
        await server.SendAsync("still there"u8.ToArray());
        Assert.Equal("still there"u8.ToArray(), await client.ReceiveExactly(11));
    });

    [Theory, MemberData(nameof(TwoNetworks.Drivers), MemberType = typeof(TwoNetworks))]
    public void What_waits_comes_before_the_end_of_the_link(string driver) => Run(driver, static async (world, link, client, server) =>
    {
        byte[] sent = Bytes.Random(Total, Seeds.Next());
        (int received, FiberHandle sending) = await LeaseFirst(world, link, client, server, sent);
        int waiting = Info(server).Readable;
        await sending;
        world.ServerLink.Fail(Errno.ENODEV);
        for (int i = 0; i < 10; i++)
        {
            await Fiber.Yield();
        }

        Assert.Equal(sent[received..][..waiting], await server.ReceiveExactly(waiting));
        await Expect.Fails(server.LeaseAsync(), Errno.ENODEV);
    });

    private static void Run(string driver, Func<TwoNetworks, KeepingLink, IConnection, IConnection, Fiber> body)
    {
        KeepingLink? keeping = null;
        TwoNetworks.Run(
            driver,
            async world =>
            {
                (IConnection client, IConnection server) = await world.Connect();
                using (client)
                using (server)
                {
                    // So that the sender's congestion window lets all of it go at once afterwards.
                    await Transfer(world, client, server);
                    await body(world, keeping!, client, server);
                }
            },
            static () => MemoryLink.CreatePair(superSegment: 65_535),
            Tcp.TcpSettings.Default with { ReceiveBuffer = 8 * Total, SendBuffer = 8 * Total },
            around: link => keeping = new KeepingLink(link));
    }

    private static async Fiber Transfer(TwoNetworks world, IConnection client, IConnection server)
    {
        byte[] sent = Bytes.Random(10 * Total, Seeds.Next());
        FiberHandle sending = world.Loop.Spawn(static x => SendAll(x.client, x.sent), (client, sent));
        Assert.Equal(sent, await server.ReceiveExactly(sent.Length));
        await sending;
        while (Info(client).SendQueued > 0)
        {
            await Fiber.Sleep(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>Sends, and leases the first of it, with more kept behind it.</summary>
    private static async Fiber<(int Received, FiberHandle Sending)> LeaseFirst(TwoNetworks world, KeepingLink link, IConnection client, IConnection server, byte[] sent)
    {
        IoOperation<Chunk> lease = server.LeaseAsync();
        link.Admitted = 0;
        FiberHandle sending = world.Loop.Spawn(static x => SendAll(x.client, x.sent), (client, sent));
        for (int i = 0; i < 50; i++)
        {
            await Fiber.Yield();
        }

        link.Admitted = int.MaxValue;
        using Chunk chunk = await lease;
        Assert.True(chunk.Span.SequenceEqual(sent.AsSpan(0, chunk.Length)));
        Assert.InRange(chunk.Length, Superfluous, sent.Length - Superfluous);
        Assert.InRange(Info(server).Readable, Superfluous, sent.Length);
        return (chunk.Length, sending);
    }

    private static async Fiber SendAll(IConnection connection, byte[] bytes) => Assert.Equal(bytes.Length, await connection.SendAsync(bytes));

    private static Tcp.ConnectionInfo Info(IConnection connection) => ((IUserConnection)connection).Info;
}
