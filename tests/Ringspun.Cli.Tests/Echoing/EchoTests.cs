using Ringspun.Cli.Echoing;
using Ringspun.Cli.Tests.Load;
using Ringspun.Linux;
using Ringspun.Simulation;

namespace Ringspun.Cli.Tests.Echoing;

/// <summary>Bytes that come back.</summary>
public sealed class EchoTests
{
    private const int Large = 8 * 1024 * 1024;

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void Each_message_comes_back_at_once(string driver) => EchoWorld.Run(driver, EchoWorld.Bytes, static async world =>
    {
        using IConnection client = await world.ConnectAsync();
        for (int i = 1; i < 50; i++)
        {
            byte[] message = RandomBytes(i * 7, i);
            _ = await client.SendAsync(message);
            Assert.Equal(message, await EchoWorld.ReceiveExactlyAsync(client, message.Length));
        }
    });

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void All_that_was_sent_before_the_end_comes_back(string driver) => EchoWorld.Run(driver, EchoWorld.Bytes, static async world =>
    {
        foreach (int count in (int[])[0, 1, 4096, 100_000, Large])
        {
            byte[] sent = RandomBytes(count, count);
            byte[] received = await world.ExchangeAsync(sent);
            Assert.True(sent.AsSpan().SequenceEqual(received), $"{received.Length} of {count} bytes came back, or others.");
        }

        Assert.Equal(5, world.Server.Accepted);
        Assert.Equal(4097 + 100_000 + Large, world.Server.BytesEchoed);
    });

    [Fact]
    public void However_the_network_cuts_the_stream()
    {
        int seed = Seeds.Next();
        Random random = new(seed);
        for (int round = 0; round < 40; round++)
        {
            byte[] sent = RandomBytes(random.Next(3000), random.Next());
            EchoWorld.Run(
                EchoWorld.Simulated,
                EchoWorld.Bytes,
                async world => Assert.Equal(sent, await world.ExchangeAsync(sent, () => random.Next(1, 700))),
                new SimulatedNetworkOptions { LargestPiece = random.Next(1, 500), ChunkSize = random.Next(1, 500), BufferCapacity = random.Next(1, 2000) },
                random.Next());
        }
    }

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void A_client_that_does_not_read_holds_up_itself_alone(string driver) => EchoWorld.Run(driver, EchoWorld.Bytes, async world =>
    {
        using IConnection stubborn = await world.ConnectAsync();
        byte[] sent = RandomBytes(4 * Large, 1);
        FiberHandle<int> sending = world.Loop.Spawn(static async x => await x.stubborn.SendAsync(x.sent), (stubborn, sent));

        // What the sockets and the server hold is far less than what the client wants to send, so its send stays.
        byte[] message = RandomBytes(1000, 2);
        for (int i = 0; i < 100; i++)
        {
            Assert.Equal(message, await world.ExchangeAsync(message));
        }

        Assert.False(sending.IsCompleted);
        if (driver == EchoWorld.Simulated)
        {
            Assert.InRange(world.LeasedChunks, 1, 2 * EchoOutbox.Capacity);
        }

        byte[] received = await EchoWorld.ReceiveExactlyAsync(stubborn, sent.Length);
        Assert.True(sent.AsSpan().SequenceEqual(received));
        Assert.Equal(sent.Length, await sending);
    });

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void A_reset_ends_its_connection_alone(string driver) => EchoWorld.Run(driver, EchoWorld.Bytes, static async world =>
    {
        using (IConnection gone = await world.ConnectAsync())
        {
            _ = await gone.SendAsync(RandomBytes(10_000, 3));
            gone.Abort();
        }

        await EchoWorld.Until(() => world.Server.Active == 0);
        byte[] message = RandomBytes(100, 4);
        Assert.Equal(message, await world.ExchangeAsync(message));
    });

    [Theory, MemberData(nameof(EchoWorld.Drivers), MemberType = typeof(EchoWorld))]
    public void More_connections_than_allowed_wait_for_their_turn(string driver) =>
        EchoWorld.Run(driver, EchoWorld.Bytes with { MaxConnections = 1 }, static async world =>
        {
            using IConnection first = await world.ConnectAsync();
            _ = await first.SendAsync(new byte[1]);
            _ = await EchoWorld.ReceiveExactlyAsync(first, 1);
            using IConnection second = await world.ConnectAsync();
            _ = await second.SendAsync(new byte[2]);
            FiberHandle<byte[]> waiting = world.Loop.Spawn(static c => EchoWorld.ReceiveExactlyAsync(c, 2), second);
            for (int i = 0; i < 20; i++)
            {
                _ = await first.SendAsync(new byte[1]);
                _ = await EchoWorld.ReceiveExactlyAsync(first, 1);
            }

            Assert.False(waiting.IsCompleted);
            first.Dispose();
            Assert.Equal(2, (await waiting).Length);
        });

    [Fact]
    public void A_silent_client_is_let_go_and_one_that_reads_slowly_is_not() =>
        EchoWorld.Run(EchoWorld.Simulated, EchoWorld.Bytes with { IdleTimeout = TimeSpan.FromSeconds(5) }, static async world =>
        {
            using IConnection silent = await world.ConnectAsync();
            using IConnection slow = await world.ConnectAsync();
            byte[] sent = RandomBytes(500_000, 5);
            FiberHandle<int> sending = world.Loop.Spawn(static async x => await x.slow.SendAsync(x.sent), (slow, sent));
            using MemoryStream received = new();
            byte[] buffer = new byte[20_000];
            while (received.Length < sent.Length)
            {
                // Ten thousand bytes a second: each second something goes, and for many seconds nothing is sent.
                await Fiber.Sleep(TimeSpan.FromSeconds(2));
                received.Write(buffer, 0, await slow.ReceiveAsync(buffer));
            }

            Assert.Equal(sent, received.ToArray());
            Assert.Equal(sent.Length, await sending);
            Assert.Empty(await EchoWorld.ReceiveToEndAsync(silent));
        });

    [Fact]
    public void A_client_that_takes_nothing_is_dropped() =>
        EchoWorld.Run(EchoWorld.Simulated, EchoWorld.Bytes with { IdleTimeout = TimeSpan.FromSeconds(5) }, static async world =>
        {
            using IConnection client = await world.ConnectAsync();
            IoOperation<int> sending = client.SendAsync(RandomBytes(Large, 6));
            LinuxException failure = await Assert.ThrowsAsync<LinuxException>(async () => await sending);
            Assert.Equal(Errno.ECONNRESET, failure.Errno);
            Assert.Equal(0, world.Server.Active);
        });

    private static byte[] RandomBytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
