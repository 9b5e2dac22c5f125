namespace Ringspun.Tests.Io;

public sealed class ConcurrencyTests
{
    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_second_receive_at_a_time_is_refused(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            IoOperation<int> receive = server.ReceiveAsync(new byte[10]);
            Assert.Throws<InvalidOperationException>(() => server.ReceiveAsync(new byte[10]));
            Assert.Throws<InvalidOperationException>(() => server.LeaseAsync());
            await client.SendAsync("x"u8.ToArray());
            Assert.Equal(1, await receive);

            IoOperation<Chunk> lease = server.LeaseAsync();
            Assert.Throws<InvalidOperationException>(() => server.ReceiveAsync(new byte[10]));
            Assert.Throws<InvalidOperationException>(() => server.LeaseAsync());
            await client.SendAsync("y"u8.ToArray());
            using Chunk chunk = await lease;
            Assert.Equal("y"u8.ToArray(), chunk.Span.ToArray());
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void A_second_send_at_a_time_is_refused(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            const int Size = 32 * 1024 * 1024;
            IoOperation<int> send = client.SendAsync(new byte[Size]);
            Assert.Throws<InvalidOperationException>(() => client.SendAsync(new byte[1]));
            Assert.Throws<InvalidOperationException>(() => client.SendAsync(Chunk.Empty));
            FiberHandle reading = world.Loop.Spawn(
                static async server =>
                {
                    var buffer = new byte[1024 * 1024];
                    for (int total = 0; total < Size;)
                    {
                        total += await server.ReceiveAsync(buffer);
                    }
                },
                server);
            Assert.Equal(Size, await send);
            await reading;
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Awaiting_an_operation_twice_is_refused(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            await client.SendAsync("x"u8.ToArray());
            IoOperation<int> receive = server.ReceiveAsync(new byte[10]);
            Assert.Equal(1, await receive);
            await Expect.Throws<InvalidOperationException>(async () => await receive);
        }
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void One_connection_is_read_and_written_by_two_fibers(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            // Each end sends a message for every message that comes, plus some ahead: neither direction waits for the other.
            FiberHandle[] fibers = [Write(client, 1), Read(client, 2), Write(server, 2), Read(server, 1)];
            foreach (FiberHandle fiber in fibers)
            {
                await fiber;
            }
        }

        FiberHandle Write(IConnection connection, int seed) => world.Loop.Spawn(
            static async x =>
            {
                byte[] data = Bytes.Random(300_000, x.seed);
                for (int at = 0; at < data.Length; at += 1000)
                {
                    await x.connection.SendAsync(data.AsMemory(at, 1000));
                    if (at % 20_000 == 0)
                    {
                        await Fiber.Yield();
                    }
                }
            },
            (connection, seed));

        FiberHandle Read(IConnection connection, int seed) => world.Loop.Spawn(
            static async x => Assert.Equal(Bytes.Random(300_000, x.seed), await x.connection.ReceiveExactly(300_000)), (connection, seed));
    });

    [Theory, MemberData(nameof(Drivers.Networks), MemberType = typeof(Drivers))]
    public void Operations_serve_plain_async_code(string driver) => World.Run(driver, static async world =>
    {
        (IConnection client, IConnection server) = await world.Connect();
        using (client)
        using (server)
        {
            Assert.Equal("ping"u8.ToArray(), await Plain(client, server));
        }

        static async Task<byte[]> Plain(IConnection client, IConnection server)
        {
            var buffer = new byte[4];
            ValueTask<int> receive = server.ReceiveAsync(buffer.AsMemory(0, 1));
            await client.SendAsync("ping"u8.ToArray());
            Assert.Equal(1, await receive);
            for (int total = 1; total < 4;)
            {
                total += await server.ReceiveAsync(buffer.AsMemory(total)).AsValueTask();
            }

            return buffer;
        }
    });
}
